using AIoT.Embedded.Gateway.Bench;

return await BenchProgram.RunAsync(args, Console.Out, Console.Error);
