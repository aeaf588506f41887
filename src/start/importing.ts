// What `import()` is in the modules of dist/: the compiled code of a script cannot import modules itself, so that this one, which Node
// compiles, imports them. Modules of dist/ are required.

/** @param require of the module that imports */
export const importing = (require: NodeJS.Require) => (name: string) =>
  name.startsWith('.') ? Promise.resolve().then(() => require(name) as unknown) : import(name);
