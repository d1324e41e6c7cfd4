/** A table by names that a user may choose: it has no rows but its own, so that toString and constructor are none. */
export const table = <T>(rows: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.assign(Object.create(null) as Record<string, T>, rows);
