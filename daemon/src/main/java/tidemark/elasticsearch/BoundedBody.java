package tidemark.elasticsearch;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.http.ContentTooLongException;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.IOControl;
import org.elasticsearch.client.HeapBufferedAsyncResponseConsumer;

/**
 * Takes the body of an answer up to a limit. The client's own limit is held against the length that an answer announces, and one in
 * chunks announces none.
 */
final class BoundedBody extends HeapBufferedAsyncResponseConsumer {

    private final int limit;
    private long taken;

    BoundedBody(int limit) {
        super(limit);
        this.limit = limit;
    }

    @Override
    protected void onContentReceived(ContentDecoder decoder, IOControl control) throws IOException {
        super.onContentReceived(new Counted(decoder), control);
    }

    private final class Counted implements ContentDecoder {
        private final ContentDecoder decoder;

        Counted(ContentDecoder decoder) {
            this.decoder = decoder;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int read = decoder.read(into);
            taken += Math.max(0, read);
            if (taken > limit) {
                throw new ContentTooLongException("more than %d bytes", limit);
            }
            return read;
        }

        @Override
        public boolean isCompleted() {
            return decoder.isCompleted();
        }
    }
}
