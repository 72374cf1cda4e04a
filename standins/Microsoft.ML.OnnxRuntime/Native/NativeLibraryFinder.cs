using System.Reflection;
using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Finds libonnxruntime.so.1: beside the program, then in node_modules of the checkout, then above the working folder.</summary>
internal static class NativeLibraryFinder
{
    private const string FileName = "libonnxruntime.so.1";

    /// <exception cref="OnnxRuntimeException">The library is nowhere.</exception>
    public static string Find()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, FileName);
        if (File.Exists(beside))
        {
            return beside;
        }

        string built = typeof(NativeLibraryFinder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == "NodeModules")?.Value ?? "";
        for (DirectoryInfo? folder = new(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            if (Under(Path.Combine(folder.FullName, "node_modules")) is { } near)
            {
                return near;
            }
        }

        return Under(built) ?? throw new OnnxRuntimeException(
            OrtErrorCode.NoSuchFile, $"{FileName} is not found: run npm ci --ignore-scripts in {Path.GetDirectoryName(built)}, or put it beside the program");
    }

    private static string? Under(string nodeModules)
    {
        string folder = Path.Combine(nodeModules, "onnxruntime-node", "bin");
        if (!Directory.Exists(folder))
        {
            return null;
        }

        string machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        return Directory.GetDirectories(folder, "napi-v*")
            .Select(version => Path.Combine(version, "linux", machine, FileName))
            .FirstOrDefault(File.Exists);
    }
}
