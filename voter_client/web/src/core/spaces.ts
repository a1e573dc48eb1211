/** What Python's `str.isspace` calls a space: `\s` of JavaScript has one more, and lacks five. */

const SPACE = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

/** Whether one character is white space. */
export function isSpace(character: string): boolean {
  return SPACE.test(character);
}
