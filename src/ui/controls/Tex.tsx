import katex from 'katex';

import 'katex/dist/katex.min.css';

/** KaTeX macros of the paper's symbols, each in its colour. */
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

/** The classes that a formula may set. */
const TONES = /^tone-(theta|epsilon|gamma|p|ink)$/;
/** Greatest size that a formula may ask for. */
const MAX_TEX_SIZE_EM = 20;

const cache = new Map<string, string>();

function renderTex(tex: string, display: boolean): string {
  const key = `${display ? 'd' : 'i'}${tex}`;
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  if (cache.size > 500) cache.clear();
  const rendered = katex.renderToString(tex, {
    displayMode: display,
    throwOnError: false,
    strict: 'ignore',
    trust: (context) => context.command === '\\htmlClass' && TONES.test(context.class),
    maxSize: MAX_TEX_SIZE_EM,
    macros: { ...macros },
  });
  cache.set(key, rendered);
  return rendered;
}

/** A formula rendered by KaTeX, whose markup can hold no class but those of colours. */
export function Tex({ children, display = false }: { readonly children: string; readonly display?: boolean }) {
  return <span className="tex" dangerouslySetInnerHTML={{ __html: renderTex(children, display) }} />;
}

/** Text with TeX between $ signs. */
export function TexText({ children }: { readonly children: string }) {
  return children.split('$').map((part, i) => (i % 2 ? <Tex key={i}>{part}</Tex> : part));
}

const symbolTones = { '\\theta': 'theta', '\\varepsilon': 'epsilon', '\\delta': 'epsilon', '\\gamma': 'gamma' } as const;
/** Symbols to colour, with their index (θ₁, θ_min); constants such as C_θ are matched too, to be left as they are. */
const symbolPattern = /C_\{[^{}]*\}|C_\\theta|\\htmlClass\{[^{}]*\}|\\(theta|varepsilon|delta|gamma)(?![a-zA-Z])(_\{[^{}]*\}|_\\min|_\w)?/g;

/** TeX with the paper's symbols in the colours of their controls. */
export function coloured(tex: string): string {
  return tex.replace(symbolPattern, (whole: string, name?: string, index = '') => {
    const tone = Object.entries(symbolTones).find(([command]) => command === `\\${name ?? ''}`)?.[1];
    return tone ? `{\\htmlClass{tone-${tone}}{\\${name ?? ''}${index}}}` : whole;
  });
}

/** The same for text with TeX between $ signs. */
export function colouredText(text: string): string {
  return text
    .split('$')
    .map((part, i) => (i % 2 ? coloured(part) : part.replace(/(\d)e-(\d)/g, '$1e−$2')))
    .join('$');
}
