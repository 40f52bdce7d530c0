import type { BytesRead } from './byteReader';
import { readCifarArchive, readCifarFile } from './cifarBinary';
import type { ImageFile } from './imageFile';
import { readSvhn } from './matFile';

/** Reads a file of images by what it begins with, or by its name where its format has no mark. */
export async function readImageFile(file: File, heard: BytesRead): Promise<ImageFile[]> {
  if (file.size === 0) throw new Error(`${file.name} is empty.`);
  const start = new Uint8Array(
    await file
      .slice(0, 512)
      .arrayBuffer()
      .catch((error: unknown) => {
        throw new Error(`${file.name} could not be read.`, { cause: error });
      }),
  );
  const text = (from: number, to: number): string => String.fromCharCode(...start.subarray(from, to));
  if (start[0] === 0x1f && start[1] === 0x8b) return readCifarArchive(file, true, heard);
  if (text(257, 262) === 'ustar') return readCifarArchive(file, false, heard); // a browser may unpack the gzip while it saves
  if (text(0, 6) === 'MATLAB' || /\.mat$/i.test(file.name)) return readSvhn(file, heard);
  if (/\.bin$/i.test(file.name)) return readCifarFile(file, heard);
  if (/\.(tar|tgz|gz)$/i.test(file.name)) throw new Error(`${file.name} is no archive, or damaged.`);
  throw new Error(
    `${file.name} is none of the files that can be read: cifar-10-binary.tar.gz, cifar-100-binary.tar.gz, train_32x32.mat and test_32x32.mat, or single .bin files of CIFAR.`,
  );
}
