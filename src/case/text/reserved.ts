// `__proto__` names no member of a JavaScript object: what is kept under it vanishes. It is refused wherever it is a key or a
// name; every other word (constructor, toString, …) is a name like any other.

export const isReserved = (name: string): boolean => name === '__proto__';

export const anotherName = 'another name: __proto__ is reserved';
