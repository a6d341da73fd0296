package dev.lanewise.app.classify;

import dev.lanewise.engine.LanewiseException;
import dev.lanewise.models.bundled.Bundled;
import dev.lanewise.models.image.ImageDecoder;
import dev.lanewise.models.image.PictureFiles;
import dev.lanewise.models.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where a picture comes from. */
public sealed interface PictureSource {
  /** What results and messages call the picture. */
  String name();

  /** Decodes the picture. */
  RgbImage read() throws IOException;

  /** The bundled picture. */
  record OfBundle() implements PictureSource {
    @Override
    public String name() {
      return Bundled.PICTURE;
    }

    @Override
    public RgbImage read() {
      return Bundled.picture();
    }
  }

  /** A picture in a file. */
  record OfFile(Path path) implements PictureSource {
    @Override
    public String name() {
      return path.toString();
    }

    @Override
    public RgbImage read() throws IOException {
      return ImageDecoder.decode(path);
    }
  }

  /** A folder that cannot be listed: reading it tells why. */
  record Unreadable(Path path, IOException why) implements PictureSource {
    @Override
    public String name() {
      return path.toString();
    }

    @Override
    public RgbImage read() throws IOException {
      throw why;
    }
  }

  /** A folder in which there is no picture. */
  record OfEmptyFolder(Path path) implements PictureSource {
    @Override
    public String name() {
      return path.toString();
    }

    @Override
    public RgbImage read() {
      throw new LanewiseException(
          path
              + ": the folder holds no picture, that is no file named like "
              + PictureFiles.EXTENSIONS);
    }
  }

  /** The pictures that are named, and those in the folders that are named and all below them. */
  static List<PictureSource> find(List<Path> paths) {
    List<PictureSource> found = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        found.add(new OfFile(path));
      } else {
        int before = found.size();
        addFolder(path, found);
        if (found.size() == before) {
          found.add(new OfEmptyFolder(path));
        }
      }
    }
    return found;
  }

  private static void addFolder(Path folder, List<PictureSource> found) {
    List<Path> entries;
    try (Stream<Path> list = Files.list(folder)) {
      entries = list.sorted().toList();
    } catch (IOException e) {
      found.add(new Unreadable(folder, e));
      return;
    }
    for (Path entry : entries) {
      // A link to a folder above would never end.
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        addFolder(entry, found);
      } else if (PictureFiles.isPicture(entry)) {
        found.add(new OfFile(entry));
      }
    }
  }
}
