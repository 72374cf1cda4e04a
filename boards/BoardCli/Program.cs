using AIoT.Embedded.Boards;
using AIoT.Embedded.Boards.Cli;

return await new BoardCommand(BoardCatalog.Default()).RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
