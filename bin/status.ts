/** What the command ends with. */
export const DONE = 0;
/** It did its work, and a check failed. */
export const CHECK_FAILED = 1;
/** The input or the call is at fault. */
export const AT_FAULT = 2;
