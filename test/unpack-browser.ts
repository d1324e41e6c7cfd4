/**
 * Unpacks the browser before any worker starts: two workers that unpack it at once start a file that the other is still
 * writing.
 */
import sparticuz from '@sparticuz/chromium';

export async function setup(): Promise<void> {
  await sparticuz.executablePath();
}
