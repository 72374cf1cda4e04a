using System.Security.Cryptography;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Onnx.Wire;
using Google.Protobuf;

namespace AIoT.Embedded.ModelTools.Conversion.Onnx;

/// <summary>Reads an ONNX file into a <see cref="ModelGraph"/>. Nothing in the file is believed before it is checked.</summary>
public sealed class OnnxReader
{
    /// <summary>Larger files are refused unread.</summary>
    public const long MaxFileBytes = 64L << 20;

    private const int MaxNodes = 20000;
    private const string ExportAgain = "export the model again, as float32 and with its weights inside the file";

    /// <exception cref="ModelFileException">The file is missing, damaged, too large or not an ONNX model.</exception>
    public async Task<ModelGraph> ReadAsync(string path, CancellationToken cancel = default)
    {
        byte[] bytes;
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
            {
                throw new ModelFileException(path, null, Directory.Exists(path) ? "is a folder" : "no such file", "give the path of an .onnx file");
            }

            bytes = await ReadBoundedAsync(path, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(path, null, "cannot be read (" + e.Message + ")", "check the path and its permissions", e);
        }

        return Read(bytes, path);
    }

    /// <summary>Reads no further than the limit, whatever the file system says of the length (pipes and devices say 0).</summary>
    private static async Task<byte[]> ReadBoundedAsync(string path, CancellationToken cancel)
    {
        await using FileStream stream = File.OpenRead(path);
        var bytes = new MemoryStream();
        var block = new byte[1 << 16];
        int count;
        while ((count = await stream.ReadAsync(block, cancel)) > 0)
        {
            bytes.Write(block, 0, count);
            if (bytes.Length > MaxFileBytes)
            {
                throw new ModelFileException(path, null, $"has more than {MaxFileBytes >> 20} MB", "models for boards are small: check that this is the model");
            }
        }

        return bytes.ToArray();
    }

    /// <summary>The same from memory; <paramref name="path"/> names the file in messages and its folder holds external data.</summary>
    public ModelGraph Read(byte[] bytes, string path)
    {
        if (!WireScan.IsBounded(bytes))
        {
            throw new ModelFileException(path, null, $"has more than {WireScan.MaxFields} fields", "models for boards are small: export the weights packed, as every exporter does");
        }

        ModelProto model;
        try
        {
            model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelFileException(path, null, "is not an ONNX model or is cut short", ExportAgain, e);
        }

        if (model.Graph is null || model.OpsetImport.Count == 0)
        {
            throw new ModelFileException(path, null, "holds no ONNX graph", "give the path of an .onnx file");
        }

        if (model.Functions.Count > 0)
        {
            throw new ModelFileException(path, null, "defines functions of its own", "export the model with its functions inlined");
        }

        return new Translation(path, model).Run(SHA256.HashData(bytes));
    }

    /// <summary>Reads a file that holds one tensor (the inputs and outputs of ONNX's operator tests).</summary>
    public Tensor ReadTensor(byte[] bytes, string path)
    {
        try
        {
            return new TensorReader(path).Read(TensorProto.Parser.ParseFrom(bytes), Path.GetFileName(path));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelFileException(path, null, "is not an ONNX tensor or is cut short", "write it again", e);
        }
    }

    /// <summary>One file's way from messages to graph.</summary>
    private sealed class Translation(string path, ModelProto model)
    {
        private readonly TensorReader _tensors = new(path);
        private readonly Dictionary<string, Tensor> _constants = [];

        public ModelGraph Run(byte[] hash)
        {
            GraphProto graph = model.Graph;
            if (graph.SparseInitializer.Count > 0)
            {
                throw new ModelFileException(path, null, "has sparse weights", "export the model with dense weights");
            }

            if (graph.Node.Count > MaxNodes)
            {
                throw new ModelFileException(path, null, $"has {graph.Node.Count} nodes", $"models for boards are small: the limit is {MaxNodes}");
            }

            foreach (TensorProto initializer in graph.Initializer)
            {
                if (!_constants.TryAdd(initializer.Name, _tensors.Read(initializer, initializer.Name)))
                {
                    throw new ModelFileException(path, initializer.Name, "two initializers have this name", ExportAgain);
                }
            }

            List<ValueInfo> inputs = [.. graph.Input.Where(i => !_constants.ContainsKey(i.Name)).Select(Describe)];
            List<GraphNode> nodes = [.. graph.Node.Select(Node)];
            List<ValueInfo> outputs = [.. graph.Output.Select(Describe)];
            if (outputs.Count == 0)
            {
                throw new ModelFileException(path, null, "has no outputs", ExportAgain);
            }

            nodes = Order(nodes, inputs, outputs);
            int opset = (int)Math.Clamp(model.OpsetImport.Where(o => o.Domain is "" or "ai.onnx").Select(o => o.Version).DefaultIfEmpty(1).Max(), 1, 1000);
            return new ModelGraph
            {
                File = path,
                Name = graph.Name,
                Producer = (model.ProducerName + " " + model.ProducerVersion).Trim(),
                Opset = opset,
                Inputs = inputs,
                Outputs = outputs,
                Nodes = nodes,
                Constants = _constants,
                Metadata = Metadata(),
                Sha256 = hash,
            };
        }

        private Dictionary<string, string> Metadata()
        {
            var metadata = new Dictionary<string, string>();
            foreach (StringStringEntryProto entry in model.MetadataProps)
            {
                metadata[entry.Key] = entry.Value;
            }

            return metadata;
        }

        private ValueInfo Describe(ValueInfoProto value)
        {
            TensorTypeProto? tensor = value.Type?.TensorType;
            if (tensor is null)
            {
                return new ValueInfo(value.Name, ElementType.None, null);
            }

            int[]? dims = tensor.Shape is null ? null : [.. tensor.Shape.Dim.Select(d => Extent(value.Name, d))];
            return new ValueInfo(value.Name, (ElementType)tensor.ElemType, dims);
        }

        private int Extent(string name, DimensionProto dim)
        {
            if (dim.ValueCase != DimensionProto.ValueOneofCase.DimValue)
            {
                return -1;
            }

            // Exporters write -1 and 0 for "free" as well.
            return dim.DimValue switch
            {
                <= 0 => -1,
                <= Tensor.MaxElements => (int)dim.DimValue,
                _ => throw new ModelFileException(path, name, $"has an extent of {dim.DimValue}", "models for boards are small: check the export's shapes"),
            };
        }

        private GraphNode Node(NodeProto node)
        {
            string label = node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? node.OpType;
            var attributes = new Dictionary<string, object>();
            foreach (AttributeProto a in node.Attribute)
            {
                attributes[a.Name] = Attribute(label, a);
            }

            return new GraphNode(node.Name, node.Domain, node.OpType, [.. node.Input], [.. node.Output], attributes);
        }

        private object Attribute(string node, AttributeProto a)
        {
            // Type numbers of AttributeProto.AttributeType; files before IR version 2 leave them out.
            return a.Type switch
            {
                1 => a.F,
                2 => a.I,
                3 => a.S.ToStringUtf8(),
                4 => _tensors.Read(a.T ?? throw new ModelFileException(path, node, $"attribute {a.Name} lacks its tensor", ExportAgain), a.Name),
                5 or 10 => GraphNode.Subgraph.Instance,
                6 => a.Floats.ToArray(),
                7 => a.Ints.ToArray(),
                8 => a.Strings.Select(s => s.ToStringUtf8()).ToArray(),
                0 when a.T is not null => _tensors.Read(a.T, a.Name),
                0 when a.Ints.Count > 0 => a.Ints.ToArray(),
                0 when a.Floats.Count > 0 => a.Floats.ToArray(),
                0 when a.S.Length > 0 => a.S.ToStringUtf8(),
                0 when a.F != 0 => a.F,
                0 => a.I,
                _ => throw new ModelFileException(path, node, $"attribute {a.Name} has a type this tool does not read", ExportAgain),
            };
        }

        /// <summary>Sorts nodes so that each follows its inputs; a value nobody makes, one made twice and a cycle are errors.</summary>
        private List<GraphNode> Order(List<GraphNode> nodes, List<ValueInfo> inputs, List<ValueInfo> outputs)
        {
            var maker = new Dictionary<string, int>();
            var known = inputs.Select(i => i.Name).ToHashSet();
            for (int n = 0; n < nodes.Count; n++)
            {
                foreach (string output in nodes[n].Outputs.Where(o => o.Length > 0))
                {
                    if (!maker.TryAdd(output, n) || _constants.ContainsKey(output) || known.Contains(output))
                    {
                        throw new ModelFileException(path, nodes[n].Name, $"value '{output}' is made twice", ExportAgain);
                    }
                }
            }

            var waiting = new int[nodes.Count];
            var users = new List<int>[nodes.Count];
            for (int n = 0; n < nodes.Count; n++)
            {
                users[n] = [];
            }

            for (int n = 0; n < nodes.Count; n++)
            {
                foreach (string input in nodes[n].Inputs.Where(i => i.Length > 0).Distinct())
                {
                    if (maker.TryGetValue(input, out int m))
                    {
                        users[m].Add(n);
                        waiting[n]++;
                    }
                    else if (!known.Contains(input) && !_constants.ContainsKey(input))
                    {
                        throw new ModelFileException(path, nodes[n].Name, $"nothing makes its input '{input}'", ExportAgain);
                    }
                }
            }

            // Ready nodes in file order: the result is the file's own order where that is valid.
            var ready = new PriorityQueue<int, int>();
            for (int n = 0; n < nodes.Count; n++)
            {
                if (waiting[n] == 0)
                {
                    ready.Enqueue(n, n);
                }
            }

            var ordered = new List<GraphNode>(nodes.Count);
            while (ready.TryDequeue(out int n, out _))
            {
                ordered.Add(nodes[n]);
                foreach (int user in users[n])
                {
                    if (--waiting[user] == 0)
                    {
                        ready.Enqueue(user, user);
                    }
                }
            }

            if (ordered.Count < nodes.Count)
            {
                int stuck = Array.FindIndex(waiting, w => w > 0);
                throw new ModelFileException(path, nodes[stuck].Name, "its inputs depend on its own output (a cycle)", ExportAgain);
            }

            foreach (ValueInfo output in outputs)
            {
                if (!maker.ContainsKey(output.Name) && !_constants.ContainsKey(output.Name) && !known.Contains(output.Name))
                {
                    throw new ModelFileException(path, output.Name, "nothing makes this output", ExportAgain);
                }
            }

            return ordered;
        }
    }
}
