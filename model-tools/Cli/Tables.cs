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
        table.AddRow([.. cells.Select(c => Markup.Escape(Convert.ToString(c, System.Globalization.CultureInfo.InvariantCulture) ?? ""))]);
}
