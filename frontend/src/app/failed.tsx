import { Component, type ReactNode } from "react";

/** Catches what goes wrong while drawing. Jobs are not concerned: reloading shows them again. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    if (!this.state.error) return this.props.children;
    return (
      <main role="alert" style={{ padding: 32 }}>
        <h1>This page has failed</h1>
        <p>Your questions and answers are safe on the server. Reload to see them again.</p>
        <pre>{this.state.error.message}</pre>
        <button type="button" onClick={() => window.location.reload()}>
          Reload
        </button>
      </main>
    );
  }
}
