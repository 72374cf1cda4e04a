using Spectre.Console;

namespace AIoT.Embedded.ModelTools.Cli;

/// <summary>Tables on a text stream, wide enough not to break lines where the output is no terminal.</summary>
internal static class Tables
{
    public static IAnsiConsole On(TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (output != Console.Out || Console.IsOutputRedirected)
        {
            console.Profile.Width = 160;
        }

        return console;
    }

    public static Table New(params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in columns)
        {
            table.AddColumn(column.EndsWith('#') ? new TableColumn(column[..^1]).RightAligned() : new TableColumn(column));
        }

        return table;
    }

    public static Table Row(this Table table, params object[] cells) =>
        table.AddRow([.. cells.Select(c => Markup.Escape(Printable(Convert.ToString(c, System.Globalization.CultureInfo.InvariantCulture) ?? "")))]);

    /// <summary>Names from a file may hold line breaks and terminal codes: control characters become spaces, and what is longer than a line is cut.</summary>
    public static string Printable(string text) =>
        string.Concat((text.Length > 400 ? text[..397] + "..." : text).Select(c => char.IsControl(c) ? ' ' : c));
}
