using AIoT.Embedded.Gateway.Commands;

return await GatewayCommand.RunAsync(args, Console.Out, Console.Error);
