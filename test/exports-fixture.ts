export const bare = (x: number): number => x;

export { locate as renamed } from '../src/language/error.js';
