/**
 * Errors against step sizes as SVG, both axes logarithmic: one curve a result, the tolerance of the check as a line.
 * It draws numbers that others made.
 */
import type { Markup } from '../print/markup.js';
import { html } from '../print/markup.js';

export interface Curve {
  /** Its name in the key; what the key shows is given by `label`. */
  readonly label: Markup;
  readonly points: readonly { readonly step: number; readonly error: number }[];
}

const WIDTH = 520;
const HEIGHT = 260;
const LEFT = 56;
const BOTTOM = 40;
const TOP = 12;
const RIGHT = 12;
/** Decades that are shown. */
const STEPS = [-12, 0] as const;
const ERRORS = [-16, 2] as const;

const x = (step: number): number =>
  LEFT + ((Math.log10(step) - STEPS[0]) / (STEPS[1] - STEPS[0])) * (WIDTH - LEFT - RIGHT);
const y = (error: number): number => {
  const decade = Math.min(ERRORS[1], Math.max(ERRORS[0], Math.log10(Math.max(error, 1e-300))));
  return TOP + ((ERRORS[1] - decade) / (ERRORS[1] - ERRORS[0])) * (HEIGHT - TOP - BOTTOM);
};

const DASHES = ['', '6 3', '2 3', '8 3 2 3', '1 4', '10 4'] as const;
const MARKS = ['●', '▲', '■', '◆', '▼', '✚'] as const;

const decade = (k: number): Markup => html`10<tspan dy="-0.4em" font-size="75%">${String(k).replace('-', '−')}</tspan>`;

export function stepPlot(curves: readonly Curve[], tolerance: number): Markup {
  const vertical = [-12, -9, -6, -3, 0].map(
    (k) =>
      html`<line class="fb-grid" x1="${x(10 ** k)}" y1="${TOP}" x2="${x(10 ** k)}" y2="${HEIGHT - BOTTOM}"/><text class="fb-tick" x="${x(10 ** k)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${decade(k)}</text>`,
  );
  const horizontal = [-16, -12, -8, -4, 0].map(
    (k) =>
      html`<line class="fb-grid" x1="${LEFT}" y1="${y(10 ** k)}" x2="${WIDTH - RIGHT}" y2="${y(10 ** k)}"/><text class="fb-tick" x="${LEFT - 6}" y="${y(10 ** k) + 4}" text-anchor="end">${decade(k)}</text>`,
  );
  const lines = curves.map(({ points }, i) => {
    const path = points.map(({ step, error }) => `${x(step).toFixed(1)},${y(error).toFixed(1)}`).join(' ');
    const foot = points.reduce((best, p) => (p.error < best.error ? p : best));
    return html`<polyline class="fb-curve" points="${path}" stroke-dasharray="${DASHES[i % DASHES.length]}"/><text class="fb-foot" x="${x(foot.step).toFixed(1)}" y="${(y(foot.error) + 4).toFixed(1)}" text-anchor="middle">${MARKS[i % MARKS.length]}</text>`;
  });
  const limit = html`<line class="fb-limit" x1="${LEFT}" y1="${y(tolerance)}" x2="${WIDTH - RIGHT}" y2="${y(tolerance)}"/>`;
  // above the curves, so that none strikes it through
  const said = html`<text class="fb-tick fb-said-above" x="${LEFT + 5}" y="${y(tolerance) + 14}">tolerance of the check</text>`;
  const key = curves.map(
    ({ label }, i) => html`<li><span aria-hidden="true">${MARKS[i % MARKS.length]}</span> ${label}</li>`,
  );
  return html`<figure class="fb-plot"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Error of central differences against step size, both logarithmic: ${curves.length} curves that fall with the square of the step and rise again by rounding"><g>${vertical}${horizontal}</g>${limit}${lines}${said}<text class="fb-axis" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">step of the difference quotient</text><text class="fb-axis" transform="translate(14 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">relative error</text></svg><figcaption><ul class="fb-key-list">${key}</ul>Central differences of the subject against the derived result. From the right the error falls with the square of the step; from the left rounding takes over. A wrong result would be a level line at the height of its error.</figcaption></figure>`;
}
