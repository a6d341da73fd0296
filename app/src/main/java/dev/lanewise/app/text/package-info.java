/**
 * How things look in a terminal: bars, tables, progress, numbers with units.
 *
 * <p>Everything here makes text and knows nothing of networks. Colours and block characters appear
 * only where {@link dev.lanewise.app.text.Style} allows them; numbers have a decimal point whatever
 * the language of the machine, so that output can be compared and parsed.
 */
package dev.lanewise.app.text;
