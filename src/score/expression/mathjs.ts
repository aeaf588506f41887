// What is used of mathjs besides its units. The build takes these functions and what they need from `mathjs/number`, a twentieth of
// mathjs, which takes a second to load as a whole.
import { create, erfDependencies, parseDependencies } from 'mathjs/number';

export const { parse, erf } = create({ ...parseDependencies, ...erfDependencies });
