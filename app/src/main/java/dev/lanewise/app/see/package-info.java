/**
 * Pictures of what a network has learnt and of what it sees.
 *
 * <p>{@link dev.lanewise.app.see.Filters} draws the weights of a convolution, {@link
 * dev.lanewise.app.see.FeatureMaps} the channels of a value, both as a {@link
 * dev.lanewise.app.see.TileGrid}; {@link dev.lanewise.app.see.HeatMap} lays a class activation map
 * over a photograph. All make a {@link dev.lanewise.models.image.RgbImage} and write nothing.
 */
package dev.lanewise.app.see;
