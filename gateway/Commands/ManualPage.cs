using System.CommandLine;
using System.Text;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary>The manual page aiot-gateway(8) in roff (man(7)), made of what the commands say of themselves.</summary>
public static class ManualPage
{
    private const string Program = "aiot-gateway";

    public static string Write(RootCommand root)
    {
        var page = new StringBuilder();
        page.Append(".\\\" Made from the commands' own help; a test holds it to that.\n");
        page.Append(".TH AIOT\\-GATEWAY 8 \"\" \"AIoT.Embedded\" \"System administration\"\n");
        page.Append(".SH NAME\n").Append(Text(Program)).Append(" \\- ").Append(Text(root.Description ?? "")).Append('\n');
        page.Append(".SH SYNOPSIS\n.B ").Append(Text(Program)).Append("\n.I COMMAND\n[\\fIOPTIONS\\fR]\n");
        page.Append(".SH COMMANDS\n");
        foreach (Command command in root.Subcommands.Where(command => !command.Hidden))
        {
            Write(page, command, Program);
        }

        page.Append(".SH EXIT STATUS\n");
        Item(page, "0", "Done, or all is well.");
        Item(page, "1", "Something is wrong with what was looked at.");
        Item(page, "2", "Something that you can put right; one line on standard error says what, where and how.");
        page.Append(".SH ENVIRONMENT\n.TP\n.B AIOT_GATEWAY_DATA\nThe data folder, where \\-\\-data is not given.\n.TP\n.BR AIOT_GATEWAY_SETTINGS \", \" AIOT_GATEWAY_BROKER \", \" AIOT_GATEWAY_HTTP \" ...\"\n"
            + "A setting each: its key in capitals, words parted by underscores. They go before the settings file, and flags before them.\n");
        page.Append(".SH FILES\n");
        Item(page, "/var/lib/aiot-gateway", "The package's data folder: settings.yaml, assets.yaml, database, keys and certificates.");
        Item(page, "/etc/default/aiot-gateway", "Environment of the unit aiot-gateway.service, where it is there.");
        page.Append(".SH SEE ALSO\n.BR mosquitto (8),\n.BR systemctl (1)\n.PP\nThe documents in /usr/share/doc/aiot\\-gateway.\n");
        return page.ToString();
    }

    private static void Write(StringBuilder page, Command command, string before)
    {
        string name = $"{before} {command.Name}";
        if (command.Action is not null || command.Subcommands.Count == 0)
        {
            string arguments = string.Concat(command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name.ToUpperInvariant()}]" : $" {argument.Name.ToUpperInvariant()}"));
            page.Append(".SS ").Append(Text(name + arguments)).Append('\n').Append(Line(command.Description)).Append('\n');
            foreach (Argument argument in command.Arguments.Where(argument => !argument.Hidden))
            {
                Item(page, argument.Name.ToUpperInvariant(), argument.Description);
            }

            foreach (Option option in command.Options.Where(option => !option.Hidden))
            {
                string names = string.Join(", ", new[] { option.Name }.Concat(option.Aliases.Where(alias => alias != option.Name)));
                bool isFlag = option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0;
                Item(page, names + (isFlag ? "" : " " + option.Name.TrimStart('-').ToUpperInvariant()), option.Description);
            }
        }

        foreach (Command inner in command.Subcommands.Where(inner => !inner.Hidden))
        {
            Write(page, inner, name);
        }
    }

    private static void Item(StringBuilder page, string term, string? text) => page.Append(".TP\n.B ").Append(Text(term)).Append('\n').Append(Line(text)).Append('\n');

    /// <summary>A line must not begin with a dot or an apostrophe.</summary>
    private static string Line(string? text) => Text(text ?? "") is { Length: > 0 } line ? (line[0] is '.' or '\'' ? "\\&" + line : line) : "\\&";

    private static string Text(string text) => text.ReplaceLineEndings(" ").Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
}
