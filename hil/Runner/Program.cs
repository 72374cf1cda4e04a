using AIoT.Embedded.Hil.Commands;
using Spectre.Console;

return await HilProgram.RunAsync(args, AnsiConsole.Console, Console.Error);
