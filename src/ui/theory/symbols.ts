const tones = { '\\theta': 'theta', '\\varepsilon': 'epsilon', '\\delta': 'epsilon', '\\gamma': 'gamma' } as const;
/** Constants named after their variables stay ink; θ₁, θ_min and their like are coloured with their index. */
const symbol = /C_\{[^{}]*\}|C_\\theta|\\htmlClass\{[^{}]*\}|\\(theta|varepsilon|delta|gamma)(?![a-zA-Z])(_\{[^{}]*\}|_\\min|_\w)?/g;

/** TeX with the paper's symbols in their colours, as the knobs wear them. */
export function coloured(tex: string): string {
  return tex.replace(symbol, (whole: string, name?: string, index = '') => {
    const tone = Object.entries(tones).find(([command]) => command === `\\${name ?? ''}`)?.[1];
    return tone ? `{\\htmlClass{tone-${tone}}{\\${name ?? ''}${index}}}` : whole;
  });
}

/** The same for a sentence with TeX between $ signs. */
export function colouredText(text: string): string {
  return text
    .split('$')
    .map((part, i) => (i % 2 ? coloured(part) : part.replace(/(\d)e-(\d)/g, '$1e−$2')))
    .join('$');
}
