import { Component, type ReactNode } from 'react';

interface Props {
  readonly what: string;
  readonly children: ReactNode;
}

/** React error boundary around a pane or page; a class, since React offers no hook for it. */
export class ErrorBoundary extends Component<Props, { readonly sentence?: string | undefined }> {
  override state: { readonly sentence?: string | undefined } = {};
  static getDerivedStateFromError(error: unknown): { readonly sentence: string } {
    return { sentence: error instanceof Error ? error.message : String(error) };
  }
  override render(): ReactNode {
    const { sentence } = this.state;
    if (sentence === undefined) return this.props.children;
    return (
      <div className="fault" role="alert">
        <p className="error">
          This {this.props.what} could not be drawn: {sentence}
        </p>
        <button type="button" className="button" onClick={() => this.setState({ sentence: undefined })}>
          Draw again
        </button>
      </div>
    );
  }
}
