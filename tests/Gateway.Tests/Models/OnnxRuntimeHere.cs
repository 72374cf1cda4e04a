using TestData = AIoT.Embedded.Tests.Common.TestData;

namespace AIoT.Embedded.Gateway.Tests.Models;

/// <summary>ONNX Runtime comes from npm: a machine without it skips what needs it.</summary>
internal static class OnnxRuntimeHere
{
    /// <summary>The shipped float model; the calling test is skipped where nothing can run it.</summary>
    public static string Shipped()
    {
        Skip.IfNot(Directory.Exists(TestData.InRepository("node_modules/onnxruntime-node")), "no node_modules/onnxruntime-node: npm ci --ignore-scripts");
        return TestData.InRepository("model-tools/models/bearing-v1.onnx");
    }
}
