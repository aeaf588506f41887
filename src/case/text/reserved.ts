// `__proto__` is not an ordinary member of a JavaScript object: a value assigned to it is lost. It is refused as a key or name;
// every other word (constructor, toString, …) is an ordinary name.

export const isReserved = (name: string): boolean => name === '__proto__';

export const anotherName = 'another name: __proto__ is reserved';
