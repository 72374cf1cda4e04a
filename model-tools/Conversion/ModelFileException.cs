namespace AIoT.Embedded.ModelTools.Conversion;

/// <summary>A model, image or data file that cannot be used. The message is one line: where, what is wrong, what to do.</summary>
public sealed class ModelFileException : Exception
{
    /// <param name="file">Path of the file, as the user gave it.</param>
    /// <param name="node">Node of the graph, or null when the whole file is meant.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="advice">What to do about it.</param>
    /// <param name="inner">The cause, if another exception reported it.</param>
    public ModelFileException(string file, string? node, string problem, string advice, Exception? inner = null)
        : base(OneLine(node is null ? $"{file}: {problem}: {advice}" : $"{file}: {node}: {problem}: {advice}"), inner)
    {
        File = file;
        Node = node;
        Problem = OneLine(problem);
        Advice = OneLine(advice);
    }

    public string File { get; }

    public string? Node { get; }

    public string Problem { get; }

    public string Advice { get; }

    /// <summary>Text from a hostile file may hold line breaks and control characters: they become spaces, and it is cut at 2000.</summary>
    private static string OneLine(string text)
    {
        if (text.Length > 2000)
        {
            text = text[..1997] + "...";
        }

        return string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
    }
}
