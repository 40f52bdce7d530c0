import katex from 'katex';

import 'katex/dist/katex.min.css';

/** The paper's symbols, each in its own colour. */
const macros = {
  '\\th': '\\htmlClass{tone-theta}{\\boldsymbol{\\theta}}',
  '\\tho': '\\htmlClass{tone-theta}{\\theta_1}',
  '\\tht': '\\htmlClass{tone-theta}{\\theta_2}',
  '\\ep': '\\htmlClass{tone-epsilon}{\\varepsilon}',
  '\\de': '\\htmlClass{tone-epsilon}{\\boldsymbol{\\delta}}',
  '\\ga': '\\htmlClass{tone-gamma}{\\gamma}',
  '\\si': '\\htmlClass{tone-gamma}{\\sigma}',
  '\\ra': '\\htmlClass{tone-gamma}{\\rho}',
  '\\pp': '\\htmlClass{tone-p}{p}',
  '\\xx': '\\mathbf{x}',
  '\\cth': '\\htmlClass{tone-theta}{#1}',
  '\\cep': '\\htmlClass{tone-epsilon}{#1}',
  '\\cga': '\\htmlClass{tone-gamma}{#1}',
};

const cache = new Map<string, string>();

function renderTex(tex: string, display: boolean): string {
  const key = `${display ? 'd' : 'i'}${tex}`;
  const had = cache.get(key);
  if (had !== undefined) return had;
  if (cache.size > 500) cache.clear();
  const made = katex.renderToString(tex, {
    displayMode: display,
    throwOnError: false,
    strict: 'ignore',
    trust: ({ command }) => command === '\\htmlClass',
    macros: { ...macros },
  });
  cache.set(key, made);
  return made;
}

/** Mathematics; the only caller of KaTeX. TeX written by a user never comes here. */
export function Tex({ children, display = false }: { readonly children: string; readonly display?: boolean }) {
  return <span className="tex" dangerouslySetInnerHTML={{ __html: renderTex(children, display) }} />;
}

/** A sentence with TeX between $ signs. */
export function TexText({ children }: { readonly children: string }) {
  return children.split('$').map((part, i) => (i % 2 ? <Tex key={i}>{part}</Tex> : part));
}

const symbolTones = { '\\theta': 'theta', '\\varepsilon': 'epsilon', '\\delta': 'epsilon', '\\gamma': 'gamma' } as const;
/** Constants named after their variables stay ink; θ₁, θ_min and their like are coloured with their index. */
const symbolPattern = /C_\{[^{}]*\}|C_\\theta|\\htmlClass\{[^{}]*\}|\\(theta|varepsilon|delta|gamma)(?![a-zA-Z])(_\{[^{}]*\}|_\\min|_\w)?/g;

/** TeX with the paper's symbols in their colours, as the knobs wear them. */
export function coloured(tex: string): string {
  return tex.replace(symbolPattern, (whole: string, name?: string, index = '') => {
    const tone = Object.entries(symbolTones).find(([command]) => command === `\\${name ?? ''}`)?.[1];
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
