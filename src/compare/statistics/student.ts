// Student's t distribution with a whole number ν of degrees of freedom: M. Abramowitz, I. A. Stegun, Handbook of Mathematical
// Functions, 26.7.3 and 26.7.4. With θ = arctan(t/√ν), the probability that |T| ≤ t is
//   ν odd    2/π (θ + sin θ (cos θ + 2/3 cos³ θ + … + 2·4…(ν−3)/(3·5…(ν−2)) cos^(ν−2) θ)), without the sum for ν = 1
//   ν even   sin θ (1 + 1/2 cos² θ + 1·3/(2·4) cos⁴ θ + … + 1·3…(ν−3)/(2·4…(ν−2)) cos^(ν−2) θ)

/** Probability that |T| ≤ √ν tan θ. */
function within(theta: number, nu: number): number {
  const [sin, cos] = [Math.sin(theta), Math.cos(theta)];
  const odd = nu % 2 === 1;
  let term = odd ? cos : 1;
  let sum = nu === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= nu - 2; k += 2) {
    term *= ((k - 1) / k) * cos * cos;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (theta + sin * sum) : sin * sum;
}

/**
 * The t for which |T| ≤ t has this probability, by bisection over θ to the last bit.
 * @param nu degrees of freedom, 1 or more
 */
export function studentQuantile(probability: number, nu: number): number {
  let [low, high] = [0, Math.PI / 2];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return Math.sqrt(nu) * Math.tan(low);
    if (within(middle, nu) < probability) low = middle;
    else high = middle;
  }
}
