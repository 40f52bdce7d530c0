import { type PictureFormat, pictureFormats } from '../../exports/base/pictures';
import type { PartName } from '../../exports/surface/shownPanes';
import { Segment } from '../controls/Segment';
import { Select } from '../controls/Select';
import { colourMaps } from '../panels/PlanePanel';
import { errorMessage, savePictures } from '../session/files';
import { pageFigure, type PageFigure, type PagePictureOptions } from '../session/pageFigure';
import { useExperiment, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { FigureParts, PngScale, useFileOptions } from './FileOptions';
import { PicturePreview } from './PicturePreview';
import { type PictureSizeName, pictureSizeNames, pictureSizes, sizeText } from './pictureSizes';
import { useEffect, useMemo, useRef, useState } from 'react';

/** Dialog that shows a picture of the page's figure as it will be written, in the size, colours and parts that are chosen, and writes it. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const options = useFileOptions();
  const dialog = useRef<HTMLDialogElement>(null);
  const pageIsDark = useDark();
  const inLab = useExperiment(({ tab }) => tab === 'lab');
  const [size, setSize] = useState<PictureSizeName>('screen');
  const [format, setFormat] = useState<PictureFormat>('png');
  const [dark, setDark] = useState(pageIsDark);
  const [transparent, setTransparent] = useState(false);
  const [colours, setColours] = useState<(typeof colourMaps)[number]>();
  const [bare, setBare] = useState(false);
  const [shown, setShown] = useState(0);
  const [saving, setSaving] = useState(false);
  const { figure, error } = usePageFigure(options.without);
  const [saveError, setSaveError] = useState<string>();
  useEffect(() => dialog.current?.showModal(), []);

  const { each, scale } = options;
  const page = useMemo((): PagePictureOptions => {
    const { density, ...place } = pictureSizes[size];
    return { ...place, scale: scale * density, dark, transparent, bare, each, ...(colours && { colours }) };
  }, [size, scale, each, dark, transparent, bare, colours]);
  const pictures = useMemo(() => figure?.pictures(format, page) ?? [], [figure, format, page]);
  const at = Math.min(shown, Math.max(0, pictures.length - 1));
  const current = pictures[at];
  const save = () => {
    if (!figure) return;
    setSaving(true);
    savePictures(figure, format, page)
      .then(onClose, (reason: unknown) => setSaveError(errorMessage(reason)))
      .finally(() => setSaving(false));
  };
  const fault = error ?? saveError;
  return (
    <dialog ref={dialog} className="export-dialog" aria-labelledby="export-heading" onClose={onClose}>
      <header>
        <h2 id="export-heading">Export picture</h2>
        <button type="button" className="button plain" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <div className="export-preview">
        {current && <PicturePreview picture={current} />}
        {!figure && !error && <p className="note">computing</p>}
      </div>
      <form method="dialog" className="export-settings" onSubmit={(event) => (event.preventDefault(), save())}>
        {pictures.length > 1 && (
          <div className="row">
            <button type="button" className="button" aria-label="Previous picture" disabled={at === 0} onClick={() => setShown(at - 1)}>
              ‹
            </button>
            <span aria-live="polite">
              Picture {at + 1} of {pictures.length}
            </span>
            <button type="button" className="button" aria-label="Next picture" disabled={at === pictures.length - 1} onClick={() => setShown(at + 1)}>
              ›
            </button>
          </div>
        )}
        <label className="row">
          <span>Size</span>
          <Select value={size} options={pictureSizeNames.map((name) => ({ value: name, label: pictureSizes[name].label }))} onChange={setSize} />
        </label>
        <div className="row">
          <span>Format</span>
          <Segment
            label="Format"
            options={pictureFormats.map((value) => ({ value, label: value.toUpperCase() }))}
            value={format}
            onChange={setFormat}
          />
        </div>
        {format === 'png' && <PngScale options={options} />}
        <div className="row">
          <span>Theme</span>
          <Segment label="Theme" options={themes} value={dark ? 'dark' : 'light'} onChange={(value) => setDark(value === 'dark')} />
        </div>
        <div className="row">
          <span>Ground</span>
          <Segment
            label="Ground"
            options={grounds}
            value={transparent ? 'transparent' : 'solid'}
            onChange={(value) => setTransparent(value === 'transparent')}
          />
        </div>
        {inLab && (
          <label className="row">
            <span>Colours</span>
            <Select
              value={colours ?? ''}
              options={[{ value: '', label: 'as shown' }, ...colourMaps.map((map) => ({ value: map, label: map }))]}
              onChange={(map) => setColours(map === '' ? undefined : map)}
            />
          </label>
        )}
        {inLab && (
          <label className="check">
            <input type="checkbox" checked={!bare} onChange={(event) => setBare(!event.target.checked)} />
            <span>Title and caption</span>
          </label>
        )}
        {inLab && <FigureParts options={options} />}
        <p className="note" aria-live="polite">
          {current && sizeText(size, current.options.height, options.scale, format === 'png')}
        </p>
        {fault && (
          <p className="error" role="alert">
            {fault}
          </p>
        )}
        <button type="submit" className="button primary" disabled={!figure || saving}>
          {saving ? 'Writing' : pictures.length > 1 ? `Save ${pictures.length} pictures` : `Save ${format.toUpperCase()}`}
        </button>
      </form>
    </dialog>
  );
}

const themes = [
  { value: 'light', label: 'light' },
  { value: 'dark', label: 'dark' },
] as const;
const grounds = [
  { value: 'solid', label: 'solid' },
  { value: 'transparent', label: 'transparent' },
] as const;

/** The figure of the page without some of its parts; the last one while the next is computed. */
function usePageFigure(without: readonly PartName[]): { readonly figure?: PageFigure; readonly error?: string } {
  const session = useSession();
  const [state, setState] = useState<{ readonly figure?: PageFigure; readonly error?: string }>({});
  useEffect(() => {
    let isCurrent = true;
    pageFigure(session, without).then(
      (figure) => isCurrent && setState({ figure }),
      (reason: unknown) => isCurrent && setState({ error: errorMessage(reason) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [session, without]);
  return state;
}
