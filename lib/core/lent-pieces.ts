/**
 * Bytes in order, whose memory is only lent, to be read once. When a piece is asked for, the one before the last is given
 * back: other bytes may stand there then. Who disposes of the reading need not know what of it is still on its way, e.g.
 * in a connection on which a request was refused: what was not given back by then is never written to again.
 */
export interface LentPieces extends AsyncIterable<Buffer>, Disposable {
  /** Says that nothing of what was read is on its way any more. */
  giveBack(): void;
}
