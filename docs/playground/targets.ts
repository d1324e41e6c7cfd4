/** What the tab "Code" offers, by name; how each is made is known to exports.ts alone. */
export const TARGETS = [
  { id: 'numpy', name: 'NumPy' },
  { id: 'pytorch', name: 'PyTorch' },
  { id: 'jax', name: 'JAX' },
  { id: 'javascript', name: 'JavaScript' },
  { id: 'typescript', name: 'TypeScript' },
  { id: 'matlab', name: 'MATLAB' },
  { id: 'input', name: 'input language' },
  { id: 'latex', name: 'LaTeX' },
  { id: 'markdown', name: 'Markdown' },
  { id: 'text', name: 'text' },
  { id: 'json', name: 'JSON' },
] as const;

export type TargetId = (typeof TARGETS)[number]['id'];
