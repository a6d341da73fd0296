package dev.lanewise.models;

/**
 * One class that a network sees in a picture.
 *
 * @param label the name of the class
 * @param index its number, from 0
 * @param probability by softmax over all classes, 0 to 1
 * @param logit what the network puts out
 */
public record Prediction(String label, int index, double probability, float logit) {}
