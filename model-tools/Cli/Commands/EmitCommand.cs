using System.CommandLine;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Emission;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>emit: an image as straight-line C# for models that are compiled into the firmware.</summary>
internal sealed class EmitCommand(TextWriter output)
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "a model image (.aim)" };
    private readonly Option<string> _folder = new("--csharp") { Description = "folder to write to", Required = true };
    private readonly Option<string> _namespace = new("--namespace") { Description = "namespace of the code", DefaultValueFactory = _ => new EmitOptions().Namespace };
    private readonly Option<string?> _class = new("--class-name") { Description = "name of the class; by default from the model's id" };

    public Command Build()
    {
        var command = new Command("emit", "Print a model image as straight-line C#, with project files for a PC and for a board.") { _image, _folder, _namespace, _class };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string path = parsed.GetRequiredValue(_image), folder = parsed.GetRequiredValue(_folder);
        ModelImage image = await ImageFile.ReadAsync(path, cancel);
        string? className = parsed.GetValue(_class);
        if (className is not null && !IsIdentifier(className))
        {
            throw new ModelFileException("--class-name", null, $"'{className}' is no C# name", "use letters, digits and _");
        }

        string space = parsed.GetRequiredValue(_namespace);
        if (!space.Split('.').All(IsIdentifier))
        {
            throw new ModelFileException("--namespace", null, $"'{space}' is no C# namespace", "use names joined by dots");
        }

        IReadOnlyList<EmittedFile> files;
        try
        {
            var options = new EmitOptions { Namespace = space, ClassName = className };
            files = new CSharpEmitter().Emit(ImageDecoder.Decode(image), options);
            files = [.. files, .. ProjectFiles.Of(files, options, image.Id)];
        }
        catch (EmitException e)
        {
            throw new ModelFileException(path, null, "cannot be printed as code", e.Message, e);
        }

        foreach (EmittedFile file in files)
        {
            string target = Path.Combine(folder, file.Path);
            await WholeFile.WriteAsync(target, file.Text, cancel);
            await output.WriteLineAsync(target);
        }

        return 0;
    }

    private static bool IsIdentifier(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
