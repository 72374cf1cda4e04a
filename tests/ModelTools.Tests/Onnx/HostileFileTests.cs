using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.ModelTools.Conversion.Onnx.Wire;
using Google.Protobuf;

namespace AIoT.Embedded.ModelTools.Tests.Onnx;

/// <summary>Files that nobody meant well with get one clear error, and never anything else.</summary>
public class HostileFileTests
{
    private static FloatNetwork Load(byte[] bytes, string path = "model.onnx") => new GraphLowering().Lower(new OnnxReader().Read(bytes, path));

    private static string Refused(ModelProto model, string path = "model.onnx") => Assert.ThrowsAny<ModelFileException>(() => Load(model.Bytes(), path)).Message;

    private static GraphProto Graph(params NodeProto[] nodes)
    {
        GraphProto graph = new();
        graph.Input.Add(SmallModels.Value("x", 1, 4));
        graph.Output.Add(SmallModels.Value("y", 1, 4));
        graph.Node.Add(nodes);
        return graph;
    }

    [Fact]
    public void Text_and_emptiness_are_no_model()
    {
        Assert.Throws<ModelFileException>(() => Load([]));
        Assert.Throws<ModelFileException>(() => Load("not a model at all"u8.ToArray()));
    }

    [Fact]
    public void A_cycle_is_named()
    {
        string message = Refused(SmallModels.Model(Graph(SmallModels.Node("Add", "a", "x", "y"), SmallModels.Node("Relu", "y", "a"))));
        Assert.Contains("cycle", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_nothing_makes_is_named()
    {
        Assert.Contains("'nowhere'", Refused(SmallModels.Model(Graph(SmallModels.Node("Add", "y", "x", "nowhere")))), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_makers_of_one_value_are_refused()
    {
        Assert.Contains("made twice", Refused(SmallModels.Model(Graph(SmallModels.Node("Relu", "y", "x"), SmallModels.Node("Tanh", "y", "x")))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_of_two_thousand_million_is_refused_before_anything_is_allocated()
    {
        GraphProto graph = Graph(SmallModels.Node("Add", "y", "x", "w"));
        TensorProto huge = new() { Name = "w", DataType = 1, RawData = ByteString.CopyFrom(new byte[16]) };
        huge.Dims.Add([1L << 31, 1L << 31]);
        graph.Initializer.Add(huge);
        Assert.Contains("2147483648", Refused(SmallModels.Model(graph)), StringComparison.Ordinal);
        GraphProto grown = Graph(SmallModels.Node("ConstantOfShape", "c", "s"), SmallModels.Node("Add", "y", "x", "c"));
        TensorProto shape = new() { Name = "s", DataType = 7 };
        shape.Dims.Add(3);
        shape.Int64Data.Add([1 << 20, 1 << 20, 1 << 20]);
        grown.Initializer.Add(shape);
        Assert.Contains("elements", Refused(SmallModels.Model(grown)), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_do_not_fill_a_shape_are_refused()
    {
        GraphProto graph = Graph(SmallModels.Node("Add", "y", "x", "w"));
        TensorProto tensor = new() { Name = "w", DataType = 1, RawData = ByteString.CopyFrom(new byte[15]) };
        tensor.Dims.Add(4);
        graph.Initializer.Add(tensor);
        Assert.Contains("15 bytes", Refused(SmallModels.Model(graph)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../weights.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../weights.bin")]
    [InlineData("")]
    public void External_data_outside_the_folder_is_refused(string location)
    {
        GraphProto graph = Graph(SmallModels.Node("Add", "y", "x", "w"));
        TensorProto tensor = new() { Name = "w", DataType = 1, DataLocation = 1 };
        tensor.Dims.Add(4);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        graph.Initializer.Add(tensor);
        Assert.Contains("outside the model's folder", Refused(SmallModels.Model(graph)), StringComparison.Ordinal);
    }

    [Fact]
    public void External_data_in_the_folder_is_read()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllBytes(Path.Combine(folder, "weights.bin"), [0, 0, 0, 0, .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(3f), .. BitConverter.GetBytes(4f)]);
        GraphProto graph = Graph(SmallModels.Node("Add", "y", "x", "w"));
        TensorProto tensor = new() { Name = "w", DataType = 1, DataLocation = 1 };
        tensor.Dims.Add(4);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "weights.bin" });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = "4" });
        graph.Initializer.Add(tensor);
        ModelGraph read = new OnnxReader().Read(SmallModels.Model(graph).Bytes(), Path.Combine(folder, "model.onnx"));
        Assert.Equal([1, 2, 3, 4], new FloatExecutor(read).Run(new Tensor(ElementType.Float, [1, 4]))[0].Data);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Every_unsupported_node_is_told_in_one_pass()
    {
        ModelProto model = SmallModels.Model(Graph(SmallModels.Node("LSTM", "a", "x"), SmallModels.Node("Einsum", "b", "a"), SmallModels.Node("Relu", "y", "b")));
        UnsupportedModelException unknown = Assert.Throws<UnsupportedModelException>(() => Load(model.Bytes()));
        Assert.Equal(["LSTM_a", "Einsum_b"], unknown.Issues.Select(i => i.Node));

        // Known operators that have no place on the board, on separate branches.
        ModelProto known = SmallModels.Model(Graph(SmallModels.Node("Softmax", "s", "x"), SmallModels.Node("Mul", "a", "x", "s"), SmallModels.Node("LogSoftmax", "b", "x"), SmallModels.Node("Concat", "y", ["a", "b"], SmallModels.Int("axis", 1))));
        Assert.Equal(["Mul_a", "LogSoftmax_b"], Assert.Throws<UnsupportedModelException>(() => Load(known.Bytes())).Issues.Select(i => i.Node));
    }

    [Fact]
    public void Millions_of_empty_nodes_are_refused_before_objects_are_made_of_them()
    {
        // Each node is two bytes: tag and a length of 0.
        byte[] nodes = [.. Enumerable.Repeat<byte[]>([0x0A, 0x00], WireScan.MaxFields + 1).SelectMany(b => b)];
        using var file = new MemoryStream();
        using (var wire = new CodedOutputStream(file, leaveOpen: true))
        {
            wire.WriteTag(7, WireFormat.WireType.LengthDelimited);
            wire.WriteBytes(ByteString.CopyFrom(nodes));
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("fields", Assert.Throws<ModelFileException>(() => Load(file.ToArray())).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void Graphs_in_graphs_in_graphs_are_refused()
    {
        GraphProto graph = Graph(SmallModels.Node("Relu", "y", "x"));
        for (int i = 0; i < 60; i++)
        {
            NodeProto loop = SmallModels.Node("If", "y", "x");
            loop.Attribute.Add(new AttributeProto { Name = "then_branch", Type = 5, G = graph });
            graph = Graph(loop);
        }

        Assert.ThrowsAny<Exception>(() => Load(SmallModels.Model(graph).Bytes()));
        string message = Refused(SmallModels.Model(graph));
        Assert.Contains("not an ONNX model", message, StringComparison.Ordinal);

        // One level is read, and refused for what it is.
        NodeProto branch = SmallModels.Node("If", "y", "x");
        branch.Attribute.Add(new AttributeProto { Name = "then_branch", Type = 5, G = Graph() });
        Assert.Contains("branches or loops", Assert.Throws<UnsupportedModelException>(() => Load(SmallModels.Model(Graph(branch)).Bytes())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_grow_from_node_to_node_end_at_the_limit()
    {
        var b = new GraphBuilder(1, 1, 1);
        b.Then("Expand", [b.Indices(1 << 11, 1 << 11)]);
        for (int i = 0; i < 20; i++)
        {
            b.Then("Relu");
        }

        Assert.Contains("elements", Refused(b.Model()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_product_of_hours_is_refused()
    {
        var b = new GraphBuilder(1, 1, 1 << 12);
        b.Then("Expand", [b.Indices(1 << 10, 1 << 12)]);
        string wide = b.Last;
        b.Then("Transpose");
        b.Node("MatMul", [wide, b.Last]);
        Assert.Contains("multiplications", Refused(b.Model()), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_only_grow_on_the_board_are_refused_before_they_are_laid_out()
    {
        // 512 groups of two channels: 1024 x 2 x 9 weights in the file, 1024 x 1024 x 9 with the zeros between the groups.
        var b = new GraphBuilder(1, 1, 1024, 3, 3);
        b.Then("Conv", [b.Weights(1024, 2, 3, 3)], SmallModels.Int("group", 512));
        Assert.Contains("9437184 weights", Assert.Throws<UnsupportedModelException>(() => Load(b.Model().Bytes())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_with_terminal_codes_are_shown_without_them()
    {
        var b = new GraphBuilder(1, 1, 4);
        b.Then("LSTM");
        ModelProto model = b.Model();
        model.Graph.Node[0].Name = "\u001b[2J\nevil";
        string message = Assert.Throws<UnsupportedModelException>(() => Load(model.Bytes())).Message;
        Assert.DoesNotContain(message, char.IsControl);
    }
}
