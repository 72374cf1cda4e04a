using AIoT.Embedded.Hil.Commands;
using Spectre.Console;

// A log is no terminal of 80 columns.
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 240;
}

return await HilProgram.RunAsync(args, AnsiConsole.Console, Console.Error);
