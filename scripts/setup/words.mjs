/** Something the person at the keyboard can put right; the message says how. */
export class SetupError extends Error {}

/** @param {string} text */
export const say = (text) => process.stderr.write(`${text}\n`)

/** @param {number} since epoch milliseconds */
export const secondsSince = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`
