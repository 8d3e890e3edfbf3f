package tidemark.document;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tidemark.document.NodeReader.Loaded;

/** Makes the values of one embed from the rows that were loaded, within a limit of bytes. */
final class Fragments {

    private final Loaded loaded;
    private final long maxBytes;
    private final JsonBytes out;
    private long held;

    Fragments(Loaded loaded, long maxBytes) {
        this.loaded = loaded;
        this.maxBytes = maxBytes;
        out = new JsonBytes(maxBytes);
    }

    /** One value for each wanted tuple: a list, or the first row's object, or null. */
    List<Fragment> of(int wanted, boolean list) {
        NodeRows.Owned owned = loaded.rows().owned(wanted);
        List<Fragment> fragments = new ArrayList<>(wanted);
        for (int i = 0; i < wanted; i++) {
            int from = owned.starts()[i];
            int to = owned.starts()[i + 1];
            if (list) {
                fragments.add(from == to ? Fragment.EMPTY_LIST : list(owned.rows(), from, to));
            } else {
                fragments.add(from == to ? Fragment.NULL : object(owned.rows()[from]));
            }
        }
        return fragments;
    }

    private Fragment list(int[] rows, int from, int to) {
        Set<String> lossy = new LinkedHashSet<>();
        out.clear();
        for (int i = from; i < to; i++) {
            out.add(i == from ? '[' : ',');
            loaded.write(rows[i], out, lossy);
        }
        out.add(']');
        return take(lossy);
    }

    private Fragment object(int row) {
        Set<String> lossy = new LinkedHashSet<>();
        out.clear();
        loaded.write(row, out, lossy);
        return take(lossy);
    }

    private Fragment take(Set<String> lossy) {
        held += out.length();
        if (held > maxBytes) {
            throw new TooLarge(maxBytes);
        }
        return new Fragment(out.toBytes(), lossy.isEmpty() ? Set.of() : lossy);
    }
}
