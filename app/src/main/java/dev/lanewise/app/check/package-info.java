/**
 * Checks that the promises hold which the engine makes: the same bits for any number of threads, no
 * allocation, no growth, many sessions at once.
 */
package dev.lanewise.app.check;
