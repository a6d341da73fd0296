/**
 * Tests of the pictures: against figures recorded from PIL, against the JDK's own decoders, and
 * with hostile bytes.
 */
package dev.lanewise.models.image;
