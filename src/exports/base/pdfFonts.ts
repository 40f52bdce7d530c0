import { fetchedFile } from './fetchedFile';
import type { PdfFonts } from './pdf';
import regularFile from '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf?url';
import boldFile from '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf?url';

/** Inter as TrueType in the two weights of figures; PDF writers read no WOFF. */
export async function fontFiles(): Promise<PdfFonts> {
  const [regular, bold] = await Promise.all([regularFile, boldFile].map((file) => fetchedFile('The font of PDF files', file)));
  return { regular: regular!, bold: bold! };
}
