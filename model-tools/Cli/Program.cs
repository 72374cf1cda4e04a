using AIoT.Embedded.ModelTools.Cli;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);
