export { add, affine, exp, log, sigmoid, softplus, subtract, tanh, times, total } from "./elementwise";
export { axpy, columns, dot, multiply, pack, rows } from "./products";
