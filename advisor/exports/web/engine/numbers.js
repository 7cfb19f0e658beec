// Numbers as Python rounds and prints them.

import { numberText } from "./texts.js";

/** The decimal of 15 digits nearest to a number that was computed. */
export function nearest(number) {
  return Number(number.toPrecision(15));
}

/** Rounded to two decimals; the even one where two are as near. */
export function toHundredths(number) {
  const isHalf = Number.isInteger(number * 8) && !Number.isInteger(number * 4);
  if (!isHalf) return Number(number.toFixed(2));
  const down = Math.floor(number * 100);
  return (down + (down % 2 === 0 ? 0 : 1)) / 100;
}

/** With commas between thousands. */
export function withCommas(number) {
  const [whole, ...decimals] = numberText(number).split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...decimals].join(".");
}

/** `1 source`, `3 sources`. */
export function soMany(number, noun) {
  return `${numberText(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** `1 step`, `6 steps`, in the words of the knowledge base; nothing for none. */
export function soManySteps(number, words) {
  return number ? `${number} ${number === 1 ? words.step : words.steps}` : "";
}
