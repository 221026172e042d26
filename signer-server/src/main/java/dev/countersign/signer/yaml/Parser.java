package dev.countersign.signer.yaml;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Builds [Node]s from YAML 1.2 events, so that what we do not want never exists: aliases, anchors, tags, merge keys,
/// duplicate fields, second documents, values over several lines. Nothing is expanded and nothing is resolved.
///
/// Events are pulled one by one and depth is bounded, so a hostile file costs no more than its size.
final class Parser {

    static final int DEPTH = 12;

    private final Iterator<Event> events;
    private final Problems problems;
    private Place last;

    Parser(String fileName, String text, Problems problems) {
        var settings = LoadSettings.builder()
                .setLabel(fileName)
                .setUseMarks(true)
                .setCodePointLimit(YamlFile.SIZE)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
        this.problems = problems;
        this.last = new Place(fileName, 1, 1, "");
    }

    /// The file's one document.
    ///
    /// @throws YamlInvalid if the file has no structure that could be read further
    Node document() throws YamlInvalid {
        try {
            return readDocument();
        } catch (MarkedYamlEngineException e) {
            var place = e.getProblemMark()
                    .map(mark -> last.at(mark.getLine() + 1, mark.getColumn() + 1, ""))
                    .orElse(last);
            throw stop(place, Quote.of(e.getProblem()), "YAML");
        } catch (YamlEngineException e) {
            throw stop(last, "something that is not YAML", "YAML");
        }
    }

    private Node readDocument() throws YamlInvalid {
        next(); // the stream's start
        if (next().getEventId() != Event.ID.DocumentStart) {
            throw stop(last, "an empty file", "named fields");
        }
        var root = node(next(), "", 0);
        next(); // the document's end
        if (next().getEventId() != Event.ID.StreamEnd) {
            throw stop(last, "a second document", "one document a file");
        }
        return root;
    }

    private Node node(Event event, String field, int depth) throws YamlInvalid {
        var place = place(event, field);
        if (event instanceof AliasEvent) {
            problems.add(place.problem("an alias", "the value itself: aliases are not allowed"));
            return new Node.Broken(place);
        }
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            problems.add(place.problem("an anchor", "no anchors"));
        }
        if (event instanceof ScalarEvent scalar) {
            checkTag(place, scalar.getTag());
            return scalar(scalar, place);
        }
        if (depth == DEPTH) {
            throw stop(place, "more than " + DEPTH + " levels", "at most " + DEPTH);
        }
        checkTag(place, ((CollectionStartEvent) event).getTag());
        return event.getEventId() == Event.ID.MappingStart
                ? mapping(place, field, depth)
                : sequence(place, field, depth);
    }

    private Node sequence(Place place, String field, int depth) throws YamlInvalid {
        var items = new ArrayList<Node>();
        for (var event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            items.add(node(event, field + "[" + items.size() + "]", depth + 1));
        }
        return new Node.Sequence(place, List.copyOf(items));
    }

    private Node mapping(Place place, String field, int depth) throws YamlInvalid {
        var fields = new LinkedHashMap<String, Node>();
        var names = new LinkedHashMap<String, Place>();
        for (var event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            var key = node(event, field, depth + 1);
            if (key instanceof Node.Broken) {
                node(next(), field, depth + 1);
                continue;
            }
            if (!(key instanceof Node.Scalar name)) {
                throw stop(key.place(), "a field's name that is not a word", "a name");
            }
            if (name.plain() && name.text().equals("<<")) {
                problems.add(name.place().problem("a merge key", "the fields themselves: << is not allowed"));
            }
            var path = field.isEmpty() ? Quote.step(name.text()) : field + "." + Quote.step(name.text());
            var at = name.place().at(name.place().line(), name.place().column(), path);
            var value = node(next(), path, depth + 1);
            if (fields.putIfAbsent(name.text(), value) != null) {
                problems.add(at.problem("the field " + Quote.of(name.text()) + " a second time", "it once"));
            }
            names.putIfAbsent(name.text(), at);
        }
        return new Node.Mapping(place, fields, names);
    }

    private Node scalar(ScalarEvent event, Place place) {
        var text = event.getValue();
        if (!text.chars().allMatch(unit -> unit >= 0x20 && unit < 0x7f)) {
            problems.add(place.problem(Quote.of(text), "printable ASCII in one line, outside comments"));
            return new Node.Broken(place);
        }
        // folded over lines, a value would read other than it looks
        if (event.getStartMark()
                .map(mark -> mark.getLine())
                .equals(event.getEndMark().map(mark -> mark.getLine()))) {
            return new Node.Scalar(place, text, style(event));
        }
        problems.add(place.problem("a value over several lines", "a value in one line"));
        return new Node.Broken(place);
    }

    private static Node.Style style(ScalarEvent event) {
        return switch (event.getScalarStyle()) {
            case PLAIN -> Node.Style.PLAIN;
            case SINGLE_QUOTED -> Node.Style.SINGLE_QUOTED;
            case DOUBLE_QUOTED ->
                length(event) == event.getValue().length() + 2 ? Node.Style.QUOTED : Node.Style.ESCAPED;
            case LITERAL, FOLDED, JSON_SCALAR_STYLE -> Node.Style.ESCAPED; // over lines at least
        };
    }

    /// In the file, with its quotes.
    private static int length(ScalarEvent event) {
        return event.getEndMark().map(Mark::getColumn).orElse(0)
                - event.getStartMark().map(Mark::getColumn).orElse(0);
    }

    private void checkTag(Place place, Optional<String> tag) {
        tag.ifPresent(name -> problems.add(place.problem("the tag " + Quote.of(name), "no tags")));
    }

    private Event next() {
        var event = events.next();
        last = place(event, "");
        return event;
    }

    private Place place(Event event, String field) {
        return event.getStartMark()
                .map(mark -> last.at(mark.getLine() + 1, mark.getColumn() + 1, field))
                .orElse(last);
    }

    private YamlInvalid stop(Place place, String found, String expected) {
        problems.add(place.problem(found, expected));
        return new YamlInvalid(problems.inOrder());
    }
}
