using System.CommandLine;

namespace AIoT.Embedded.Boards.Cli;

/// <summary>The command line of aiot-board: <c>list</c>, <c>show NAME</c>, <c>new NAME --like BOARD</c>.</summary>
/// <param name="catalog">The boards.</param>
public sealed class BoardCommand(BoardCatalog catalog)
{
    /// <summary>Runs the command.</summary>
    /// <returns>The exit code: 0, or 2 for input that can't be used.</returns>
    public async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken stop)
    {
        RootCommand root = Build(output);
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (args.Length > 0 && parsed.Errors.Count > 0)
        {
            return await FailAsync(errors, $"{parsed.Errors[0].Message} (./aiot board list|show|new --help)");
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false }, stop);
        }
        catch (Exception e) when (e is BoardException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(errors, e.Message);
        }
    }

    private static async Task<int> FailAsync(TextWriter errors, string message)
    {
        await errors.WriteLineAsync($"aiot-board: {message.ReplaceLineEndings(" ")}");
        return 2;
    }

    private RootCommand Build(TextWriter output)
    {
        var list = new Command("list", "The boards: target, memory, sensor.");
        list.SetAction(_ => BoardView.List(catalog, output));

        var name = new Argument<string>("NAME") { Description = "a board's name, or the path of its folder or board.json" };
        var show = new Command("show", "All that is known of a board, with sources.") { name };
        show.SetAction(parsed => BoardView.Show(catalog.Find(parsed.GetValue(name)!), output));

        var fresh = new Argument<string>("NAME") { Description = "1 to 40 characters of a-z 0-9 -" };
        var like = new Option<string>("--like") { Description = "the board to start from", Required = true };
        var create = new Command("new", "Makes a folder for a board of your own, which builds.") { fresh, like };
        create.SetAction(parsed => new BoardTemplate(catalog).Create(parsed.GetValue(fresh)!, parsed.GetValue(like)!, output));

        return new RootCommand("Boards that firmware can be flashed onto.") { list, show, create };
    }
}
