using AIoT.Embedded.ModelTools.KernelGenerator;

// Writes the generated kernels into a checkout: dotnet run --project model-tools/KernelGenerator -- <repository root>
if (args.Length != 1 || !File.Exists(Path.Combine(args[0], "AIoT.Embedded.sln")))
{
    Console.Error.WriteLine("KernelGenerator: give the folder that holds AIoT.Embedded.sln as the only argument.");
    return 2;
}

string folder = Path.Combine(args[0], SpectrumSources.Folder);
Directory.CreateDirectory(folder);
foreach ((string name, string text) in SpectrumSources.Generate())
{
    File.WriteAllText(Path.Combine(folder, name), text);
    Console.WriteLine(Path.Combine(folder, name));
}

return 0;
