using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;

namespace AIoT.Embedded.Device.Tests;

/// <summary>Compiles a piece of C# that a board can't run, for the tests that the gate refuses it.</summary>
internal static class BadAssembly
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path))];

    public static ModuleDefinition Compile(string source, LanguageVersion version = LanguageVersion.CSharp9)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "AIoT.Embedded.Bad",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(version))],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
        MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = 0;
        return ModuleDefinition.ReadModule(image);
    }
}
