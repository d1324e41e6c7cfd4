/** Names that nothing declares and that mean something all the same: sizes, identities, π. */
import { call, dimension, eye } from '../expression/build.js';
import { dimName, SCALAR } from '../expression/dimension.js';
import type { Context, Piece } from './context.js';

/** Names that mean something where nothing else is called so: a size, I, pi. */
export function readConstant(c: Context, name: string, span: Piece['span']): Piece | undefined {
  if (name === 'I' && !c.scope.dims.has('I')) {
    const size = c.sizes.constant();
    if (size === undefined)
      return c.fail('shape', 'the size of I is not determined here', span, 'write eye(n) for the n×n identity');
    return c.make([size, size], span, () => eye(size));
  }
  // Iₘ, as print tells two identities apart
  const [, size] = /^I_(\w+)$/u.exec(name) ?? [];
  if (size !== undefined && c.scope.dims.has(size)) {
    const dim = dimName(size);
    return c.make([dim, dim], span, () => eye(dim));
  }
  if (c.scope.dims.has(name) || c.scope.values.get(name)?.integer)
    return c.make(SCALAR, span, () => dimension(dimName(name)));
  if (name === 'pi' || name === 'π') return c.make(SCALAR, span, () => call('pi', [], SCALAR));
  return undefined;
}
