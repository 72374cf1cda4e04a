using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace AIoT.Embedded.Gateway.Assets;

/// <summary>
/// Reads a YAML file of one document that may come from anywhere: what could make a small file large or deep (aliases, nesting) is refused
/// before anything is built from it.
/// </summary>
internal static class YamlText
{
    public const int LargestBytes = 1 << 20;
    public const int Deepest = 12;

    /// <param name="problem">Why it can't be used; null where it can.</param>
    public static YamlNode? Read(string path, string what, out YamlProblem? problem)
    {
        problem = null;
        string text;
        try
        {
            if (new FileInfo(path).Length > LargestBytes)
            {
                problem = new YamlProblem(path, 1, 1, $"{what} is longer than {LargestBytes} bytes");
                return null;
            }

            text = File.ReadAllText(path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            problem = new YamlProblem(path, 1, 1, $"{what} can't be read: {wrong.Message.ReplaceLineEndings(" ")}");
            return null;
        }

        Mark at = new(0, 1, 1);
        try
        {
            problem = Survey(path, what, text, ref at);
            if (problem is not null)
            {
                return null;
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents[0].RootNode;
        }
        catch (YamlException wrong)
        {
            string message = (wrong.InnerException?.Message ?? wrong.Message).ReplaceLineEndings(" ");
            // Of a tab the parser names the mapping that it would be in, which may begin far above.
            int tab = message.Contains("tab", StringComparison.Ordinal) ? Array.FindIndex(text.Split('\n'), line => line.TrimStart(' ').StartsWith('\t')) : -1;
            problem = tab >= 0
                ? new YamlProblem(path, tab + 1, 1, "this is not YAML: a line is indented with a tab: use blanks")
                : new YamlProblem(path, Math.Max(1, wrong.Start.Line), Math.Max(1, wrong.Start.Column), $"this is not YAML: {message}");
        }
        catch (Exception wrong) when (wrong is not OutOfMemoryException)
        {
            // The parser fails in other ways too, for instance at the end of a file inside a bracket.
            problem = new YamlProblem(path, Math.Max(1, at.Line), Math.Max(1, at.Column), "this is not YAML: something here is not closed or not in its place");
        }

        return null;
    }

    private static YamlProblem? Survey(string path, string what, string text, ref Mark at)
    {
        int documents = 0, depth = 0;
        var events = new Parser(new StringReader(text));
        while (events.MoveNext())
        {
            ParsingEvent now = events.Current!;
            at = now.End;
            depth += now is MappingStart or SequenceStart ? 1 : now is MappingEnd or SequenceEnd ? -1 : 0;
            documents += now is DocumentStart ? 1 : 0;
            string? refusal = now switch
            {
                AnchorAlias => "aliases (*name) are not taken here: write it out",
                NodeEvent { Anchor.IsEmpty: false } => "anchors (&name) are not taken here: write it out",
                NodeEvent { Tag.IsEmpty: false } => "tags (!name) are not taken here",
                _ when depth > Deepest => $"this is nested more than {Deepest} deep",
                DocumentStart when documents > 1 => $"{what} must hold one YAML document",
                _ => null,
            };
            if (refusal is not null)
            {
                return new YamlProblem(path, now.Start.Line, now.Start.Column, refusal);
            }
        }

        return documents == 1 ? null : new YamlProblem(path, 1, 1, $"{what} must hold one YAML document, not {documents}");
    }
}
