package dev.garrison.fleet.agentpolicies;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.Yaml;
import dev.garrison.fleet.agentpolicies.PolicyCompiler.Reader;
import dev.garrison.fleet.agentpolicies.PolicyIntegrations.Integration;
import dev.garrison.fleet.agentpolicies.PolicySnapshot.Download;
import dev.garrison.fleet.agentpolicies.PolicySnapshot.Host;
import dev.garrison.fleet.outputs.OutputSettings;
import dev.garrison.fleet.proxies.ProxySettings;
import dev.garrison.fleet.signing.SigningKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The document that agents follow, from snapshots that are made here. */
class PolicyCompilerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final KeyPair KEYS = newKeys();
    private static final String PUBLIC_KEY =
            Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded());

    private final PolicyCompiler compiler =
            new PolicyCompiler(JSON, new CompiledOutputs(JSON), new CompiledAgent(JSON));

    private ObjectNode settings = parse("{'name':'p','namespace':'default','is_protected':false}");
    private OutputSettings dataOutput = output(
            "fleet-default-output",
            "{'type':'elasticsearch','is_default':true,'hosts':['http://es:9200'],'preset':'balanced'}");
    private OutputSettings monitoringOutput = dataOutput;
    private List<Integration> integrations = List.of();
    private Host host;
    private Download download = new Download("https://artifacts.example/", null);
    private final Map<String, ProxySettings> proxies = new HashMap<>();

    private ObjectNode compile(Reader reader) {
        return compiler.compile(
                new PolicySnapshot(
                        "policy-1",
                        7,
                        Instant.EPOCH,
                        settings,
                        dataOutput,
                        monitoringOutput,
                        integrations,
                        host,
                        download,
                        proxies,
                        "hash-of-token",
                        new SigningKey(KEYS.getPrivate(), PUBLIC_KEY)),
                reader);
    }

    private ObjectNode compile() {
        return compile(Reader.ADMINISTRATOR);
    }

    private void set(String more) {
        settings.setAll(parse(more));
    }

    private static OutputSettings output(String id, String settings) {
        var all = parse("{'name':'" + id + "','is_default':false,'is_default_monitoring':false}");
        all.setAll(parse(settings));
        return new OutputSettings(id, all);
    }

    private static Integration integration(String id, OutputSettings output, String inputs, String... secrets) {
        return new Integration(
                id,
                "name of " + id,
                "nginx",
                output,
                JSON.convertValue(node(inputs), new TypeReference<List<ObjectNode>>() {}),
                parse("{'indices':[{'names':['logs-" + id
                        + "-default'],'privileges':['auto_configure','create_doc']}]}"),
                Stream.of(secrets)
                        .collect(Collectors.toMap(
                                secret -> secret, secret -> "value of " + secret, (a, b) -> a, LinkedHashMap::new)));
    }

    @Test
    void theLeastPolicyIsWhatAnAgentNeedsToStayHealthy() {
        var policy = compile();
        policy.remove("signed");
        assertThat(policy)
                .isEqualTo(parse(
                        """
                        {'id':'policy-1','revision':7,
                         'outputs':{'default':{'type':'elasticsearch','hosts':['http://es:9200'],'preset':'balanced'}},
                         'output_permissions':{'default':{'_elastic_agent_checks':{'cluster':['monitor']},
                           '_elastic_agent_monitoring':{'indices':[]}}},
                         'agent':{'download':{'sourceURI':'https://artifacts.example/'},
                           'monitoring':{'enabled':false,'logs':false,'metrics':false,'traces':false},
                           'features':{},
                           'protection':{'enabled':false,'uninstall_token_hash':'hash-of-token','signing_key':'%s'}},
                         'inputs':[],'secret_references':[]}"""
                                .formatted(PUBLIC_KEY)));
    }

    @Test
    void theSamePolicyCompilesToTheSameDocument() {
        settings = parse(
                "{'name':'p','namespace':'n','overrides':{'z':1,'a':2},'agent_features':[{'name':'x','enabled':true}],"
                        + "'advanced_settings':{'agent_logging_level':'debug','agent_download_timeout':'1h'}}");
        var first = compile();
        var second = compile();
        first.remove("signed");
        second.remove("signed");
        assertThat(first.toString()).isEqualTo(second.toString());
    }

    @Test
    void compilingLeavesTheSettingsAlone() {
        set(
                "{'overrides':{'agent':{'features':{'x':{'enabled':true}}}},'monitoring_http':{'enabled':true},'space_ids':['a']}");
        integrations = List.of(integration("i1", null, "[{'id':'in','type':'logfile'}]"));
        var before = settings.deepCopy();
        var policy = compile();
        ((ObjectNode) policy.at("/agent/monitoring/http")).put("enabled", false);
        ((ObjectNode) policy.at("/inputs/0")).put("id", "changed");
        assertThat(settings).isEqualTo(before);
        assertThat(integrations.get(0).inputs().get(0)).isEqualTo(parse("{'id':'in','type':'logfile'}"));
    }

    @Test
    void onlyTheDefaultElasticsearchIsCalledDefault() {
        dataOutput = output("kafka-1", "{'type':'kafka','is_default':true,'hosts':['k:9092']}");
        monitoringOutput = output("es-2", "{'type':'elasticsearch','hosts':['http://es2:9200']}");
        set("{'monitoring_enabled':['logs']}");
        var policy = compile();
        assertThat(policy.get("outputs").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("kafka-1", "es-2");
        assertThat(policy.at("/agent/monitoring/use_output").textValue()).isEqualTo("es-2");
        assertThat(policy.get("output_permissions").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("es-2");
    }

    @Test
    void configYamlLiesBelowTheFieldsOfAnOutput() {
        dataOutput = output(
                "o",
                "{'type':'elasticsearch','hosts':['http://es:9200'],'ca_sha256':'abc','ca_trusted_fingerprint':'fp',"
                        + "'ssl':{'certificate_authorities':['CA'],'verification_mode':'strict'},"
                        + "'config_yaml':'type: other\\nworkers: 4\\nssl:\\n  renegotiation: never\\n','proxy_id':null}");
        assertThat(compile().at("/outputs/o"))
                .isEqualTo(
                        parse("{'type':'elasticsearch','workers':4,'hosts':['http://es:9200'],'ca_sha256':'abc','ssl':{"
                                + "'renegotiation':'never','ca_trusted_fingerprint':'fp','certificate_authorities':['CA'],"
                                + "'verification_mode':'strict'}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'partition':'hash' | {'hash':{'hash':''}}",
                "'partition':'hash','hash':{'hash':'host.name','random':true} | {'hash':{'hash':'host.name','random':true}}",
                "'partition':'random','random':{'group_events':3} | {'random':{'group_events':3}}",
                "'partition':'round_robin','round_robin':{'group_events':1},'hash':{'hash':'x'} | {'round_robin':{'group_events':1}}",
            })
    void kafkasPartitionIsAnObject(String partition, String compiled) {
        dataOutput = output("k", "{'type':'kafka','hosts':['k:9092']," + partition + "}");
        var output = compile().at("/outputs/k");
        assertThat(output.get("partition")).isEqualTo(parse(compiled));
        assertThat(output.has("hash")).isFalse();
    }

    @Test
    void kafkaTakesItsFieldsAndNoEmptyHeaders() {
        dataOutput = output(
                "k",
                "{'type':'kafka','hosts':['k:9092'],'version':'1.0.0','compression':'gzip','compression_level':4,"
                        + "'client_id':'Elastic','username':'u','password':'p','sasl':{'mechanism':'PLAIN'},'topic':'t',"
                        + "'timeout':30,'broker_timeout':10,'required_acks':1,'auth_type':'user_pass','key':null,"
                        + "'headers':[{'key':'','value':''},{'key':'a','value':'b'}]}");
        monitoringOutput = dataOutput;
        var output = compile().at("/outputs/k");
        assertThat(output)
                .isEqualTo(parse(
                        "{'type':'kafka','hosts':['k:9092'],'version':'1.0.0','compression':'gzip','compression_level':4,"
                                + "'client_id':'Elastic','username':'u','password':'p','sasl':{'mechanism':'PLAIN'},'topic':'t',"
                                + "'timeout':30,'broker_timeout':10,'required_acks':1,'auth_type':'user_pass',"
                                + "'headers':[{'key':'a','value':'b'}]}"));
        assertThat(compile().get("output_permissions")).isEmpty();
    }

    @Test
    void agentsGetSecretsOfOutputsInTheirPlaceAndAdministratorsTheirIds() {
        var settings = parse("{'name':'k','type':'kafka','hosts':['k:9092'],'is_default':false,"
                + "'is_default_monitoring':false,'ssl':{'certificate':'C'},"
                + "'secrets':{'password':{'id':'s1'},'ssl':{'key':{'id':'s2'}}}}");
        dataOutput = new OutputSettings("k", settings, parse("{'password':'pw','ssl':{'key':'KEY'}}"));
        assertThat(compile(Reader.ADMINISTRATOR).at("/outputs/k").toString())
                .doesNotContain("pw", "KEY")
                .contains("s1", "s2");
        var output = compile(Reader.AGENT).at("/outputs/k");
        assertThat(output.has("secrets")).isFalse();
        assertThat(output.get("password").textValue()).isEqualTo("pw");
        assertThat(output.get("ssl")).isEqualTo(parse("{'certificate':'C','key':'KEY'}"));
    }

    @Test
    void theTokensOfARemoteAreNotForAgents() {
        var settings = parse("{'name':'r','type':'remote_elasticsearch','hosts':['https://r:443'],'is_default':false,"
                + "'is_default_monitoring':false,'secrets':{'service_token':{'id':'s1'}}}");
        dataOutput = new OutputSettings("r", settings, parse("{'service_token':'TOKEN','kibana_api_key':'API'}"));
        assertThat(compile(Reader.AGENT).at("/outputs/r").toString()).doesNotContain("TOKEN", "API", "secrets");
    }

    @Test
    void agentsSeeARemoteElasticsearchAsAnyOther() {
        dataOutput = output("r", "{'type':'remote_elasticsearch','hosts':['https://r:443'],'service_token':'secret'}");
        assertThat(compile().at("/outputs/r"))
                .isEqualTo(parse("{'type':'remote_elasticsearch','hosts':['https://r:443'],'service_token':'secret'}"));
        assertThat(compile(Reader.AGENT).at("/outputs/r"))
                .isEqualTo(parse("{'type':'elasticsearch','hosts':['https://r:443']}"));
        assertThat(compile(Reader.AGENT).has("fleet")).isFalse();
    }

    @Test
    void aStandaloneAgentGetsAPlaceForItsKeyAndNothingOfFleet() {
        host = new Host(List.of("https://fleet:8220"), null);
        var policy = compile(Reader.STANDALONE);
        assertThat(policy.at("/outputs/default/api_key").textValue()).isEqualTo("${API_KEY}");
        assertThat(policy.has("fleet")).isFalse();
        assertThat(policy.has("signed")).isFalse();
        assertThat(policy.at("/agent/protection").isMissingNode()).isTrue();
        assertThat(compile().at("/outputs/default/api_key").isMissingNode()).isTrue();
    }

    @Test
    void aProxyComesWithWhatIsReachedThroughIt() {
        proxies.put(
                "px",
                new ProxySettings(
                        "p",
                        parse("{'url':'http://proxy:3128','proxy_headers':{'a':'b'},"
                                + "'certificate_authorities':'CA','certificate':'CERT','certificate_key':'KEY'}")));
        proxies.put("bare", new ProxySettings("p", parse("{'url':'http://bare:3128','proxy_headers':{}}")));
        dataOutput = output(
                "o", "{'type':'logstash','hosts':['l:5044'],'proxy_id':'px','ssl':{'verification_mode':'full'}}");
        monitoringOutput = dataOutput;
        host = new Host(List.of("https://fleet:8220", "https://fleet2:8220"), "px");
        download = new Download("https://mirror/", "bare");

        var policy = compile();
        var through = parse("{'proxy_url':'http://proxy:3128','proxy_headers':{'a':'b'},"
                + "'ssl':{'certificate_authorities':['CA'],'certificate':'CERT','key':'KEY'}}");
        assertThat(policy.get("fleet"))
                .isEqualTo(
                        ((ObjectNode) parse("{'hosts':['https://fleet:8220','https://fleet2:8220']}")).setAll(through));
        assertThat(policy.at("/outputs/o/ssl/verification_mode").textValue()).isEqualTo("full");
        assertThat(policy.at("/outputs/o/ssl/key").textValue()).isEqualTo("KEY");
        assertThat(policy.at("/outputs/o/proxy_url").textValue()).isEqualTo("http://proxy:3128");
        assertThat(policy.at("/agent/download"))
                .isEqualTo(parse("{'sourceURI':'https://mirror/','proxy_url':'http://bare:3128'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'monitoring_enabled':[]} | {'enabled':false,'logs':false,'metrics':false,'traces':false}",
                "{'monitoring_enabled':['logs','traces']} | {'enabled':true,'logs':true,'metrics':false,'traces':true,'namespace':'default','use_output':'default'}",
                "{'keep_monitoring_alive':true} | {'enabled':true,'logs':false,'metrics':false,'traces':false}",
                "{'keep_monitoring_alive':null} | {'enabled':false,'logs':false,'metrics':false,'traces':false}",
                "{'monitoring_http':{'enabled':true,'host':'localhost','port':6791}} | {'enabled':true,'logs':false,'metrics':false,'traces':false,'http':{'enabled':true,'host':'localhost','port':6791}}",
                "{'monitoring_http':{'enabled':false,'host':'localhost'}} | {'enabled':false,'logs':false,'metrics':false,'traces':false}",
                "{'monitoring_pprof_enabled':false} | {'enabled':false,'logs':false,'metrics':false,'traces':false,'pprof':{'enabled':false}}",
                "{'monitoring_diagnostics':{'limit':{'interval':'1m','burst':1}}} | {'enabled':false,'logs':false,'metrics':false,'traces':false,'diagnostics':{'limit':{'interval':'1m','burst':1}}}",
            })
    void monitoringIsWhatThePolicySays(String settings, String monitoring) {
        set(settings);
        assertThat(compile().at("/agent/monitoring")).isEqualTo(parse(monitoring));
    }

    @Test
    void monitoringMayWriteWhereItIsSent() {
        settings = parse("{'name':'p','namespace':'prod','monitoring_enabled':['metrics','logs']}");
        monitoringOutput = output("m", "{'type':'elasticsearch','hosts':['http://m:9200']}");
        var permissions = compile().get("output_permissions");
        assertThat(permissions.get("m"))
                .isEqualTo(
                        parse(
                                """
                                {'_elastic_agent_checks':{'cluster':['monitor']},
                                 '_elastic_agent_monitoring':{'indices':[{'names':['logs-elastic_agent-prod',
                                   'logs-elastic_agent.*-prod','metrics-elastic_agent-prod','metrics-elastic_agent.*-prod'],
                                   'privileges':['auto_configure','create_doc']}]}}"""));
        assertThat(permissions.get("default")).isEqualTo(parse("{'_elastic_agent_checks':{'cluster':['monitor']}}"));
    }

    @Test
    void advancedSettingsLandWhereAgentsReadThem() {
        set(
                """
                {'advanced_settings':{'agent_limits_go_max_procs':2,'agent_download_timeout':'2h',
                 'agent_download_target_directory':'/d','agent_logging_level':'debug','agent_logging_to_files':false,
                 'agent_logging_metrics_period':'30s','agent_logging_files_rotateeverybytes':1,
                 'agent_logging_files_keepfiles':3,'agent_logging_files_interval':'1h'},
                 'agent_features':[{'name':'fqdn','enabled':true},{'name':'other','enabled':false}]}""");
        var agent = (ObjectNode) compile().get("agent");
        assertThat(agent.remove(List.of("monitoring", "protection")))
                .isEqualTo(
                        parse(
                                """
                                {'limits':{'go_max_procs':2},
                                 'download':{'sourceURI':'https://artifacts.example/','timeout':'2h','target_directory':'/d'},
                                 'logging':{'level':'debug','to_files':false,'metrics':{'period':'30s'},
                                   'files':{'rotateeverybytes':1,'keepfiles':3,'interval':'1h'}},
                                 'features':{'fqdn':{'enabled':true},'other':{'enabled':false}}}"""));
    }

    @Test
    void anAdvancedSettingThatIsNullIsTheAgentsOwnDefault() {
        set("{'advanced_settings':{'agent_logging_level':null,'agent_limits_go_max_procs':null}}");
        var agent = compile().get("agent");
        assertThat(agent.has("logging")).isFalse();
        assertThat(agent.has("limits")).isFalse();
    }

    @Test
    void integrationsBringInputsPermissionsOutputsAndSecrets() {
        var own = output(
                "es-own", "{'type':'elasticsearch','hosts':['http://own:9200'],'secrets':{'ssl':{'key':{'id':'s0'}}}}");
        integrations = List.of(
                integration("i1", null, "[{'id':'a','type':'logfile','name':'one','revision':1}]", "s1"),
                integration(
                        "i2", own, "[{'id':'b','type':'httpjson','streams':[]},{'id':'c','type':'x'}]", "s2", "s3"));
        var policy = compile();
        assertThat(policy.get("inputs"))
                .isEqualTo(
                        node(
                                """
                        [{'id':'a','type':'logfile','name':'one','revision':1,'use_output':'default'},
                         {'id':'b','type':'httpjson','streams':[],'use_output':'es-own'},
                         {'id':'c','type':'x','use_output':'es-own'}]"""));
        assertThat(policy.at("/output_permissions/default/i1/indices/0/names/0").textValue())
                .isEqualTo("logs-i1-default");
        assertThat(policy.at("/output_permissions/default").has("i2")).isFalse();
        assertThat(policy.at("/output_permissions/es-own").has("i2")).isTrue();
        assertThat(policy.at("/outputs/es-own/secrets/ssl/key/id").textValue()).isEqualTo("s0");
        assertThat(policy.get("secret_references"))
                .isEqualTo(node("[{'id':'s0'},{'id':'s1'},{'id':'s2'},{'id':'s3'}]"));
    }

    @Test
    void whatDefendTrustsIsSignedForThisPolicy() throws Exception {
        set("{'agent_features':[{'name':'fqdn','enabled':true}]}");
        integrations =
                List.of(integration("i1", null, "[{'id':'a','type':'endpoint','name':'one','revision':3,'more':1}]"));
        var policy = compile();
        var data = Base64.getDecoder().decode(policy.at("/signed/data").textValue());
        assertThat(JSON.readTree(data))
                .isEqualTo(parse(
                        """
                                {'id':'policy-1','agent':{'features':{'fqdn':{'enabled':true}},
                                 'protection':{'enabled':false,'uninstall_token_hash':'hash-of-token','signing_key':'%s'}},
                                 'inputs':[{'id':'a','name':'one','revision':3,'type':'endpoint'}]}"""
                                .formatted(PUBLIC_KEY)));
        var verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder()
                        .decode(policy.at("/agent/protection/signing_key").textValue()))));
        verifier.update(data);
        assertThat(verifier.verify(Base64.getDecoder()
                        .decode(policy.at("/signed/signature").textValue())))
                .isTrue();
    }

    @Test
    void overridesHaveTheLastWordAndMergeIntoObjects() {
        set(
                "{'agent_features':[{'name':'fqdn','enabled':true}],'overrides':{'agent':{'features':{'fqdn':{'enabled':false,'x':1}},"
                        + "'monitoring':null},'outputs':{'default':{'hosts':['http://other:1']}},'extra':{'a':[1]}}}");
        var policy = compile();
        assertThat(policy.at("/agent/features/fqdn")).isEqualTo(parse("{'enabled':false,'x':1}"));
        assertThat(policy.at("/agent/monitoring").isNull()).isTrue();
        assertThat(policy.at("/agent/download/sourceURI").isTextual()).isTrue();
        assertThat(policy.at("/outputs/default"))
                .isEqualTo(parse("{'type':'elasticsearch','hosts':['http://other:1'],'preset':'balanced'}"));
        assertThat(policy.get("extra")).isEqualTo(parse("{'a':[1]}"));
    }

    @Test
    void spacesAreNamedWhereThereAreAny() {
        set("{'space_ids':['default','marketing']}");
        assertThat(compile().get("namespaces")).isEqualTo(node("['default','marketing']"));
        set("{'space_ids':[]}");
        assertThat(compile().has("namespaces")).isFalse();
    }

    @Test
    void aPolicyFileBeginsWithWhatPeopleLookFor() {
        set("{'overrides':{'name':'mine'},'monitoring_enabled':['logs']}");
        var lines = PolicyFile.write(compile(Reader.STANDALONE))
                .lines()
                .filter(line -> !line.startsWith(" "))
                .map(line -> line.replaceFirst(":.*", ""))
                .toList();
        assertThat(lines)
                .containsExactly(
                        "id",
                        "name",
                        "revision",
                        "outputs",
                        "output_permissions",
                        "agent",
                        "inputs",
                        "secret_references");
        assertThat(Yaml.parseObject(PolicyFile.write(compile(Reader.STANDALONE))))
                .isEqualTo(compile(Reader.STANDALONE));
    }

    @Test
    void aManifestHoldsThePolicyWordForWord() {
        var policy = compile(Reader.STANDALONE);
        var manifest = new KubernetesManifest("8.18.0").standalone(policy).textValue();
        assertThat(manifest).contains("elastic-agent:8.18.0").doesNotContain("${AGENT");
        var configMap = Yaml.parseObject(manifest.substring(0, manifest.indexOf("\n---")));
        assertThat(configMap.at("/metadata/name").textValue()).isEqualTo("agent-node-datastreams");
        assertThat(configMap.at("/metadata/namespace").textValue()).isEqualTo("kube-system");
        assertThat(Yaml.parseObject(configMap.at("/data").get("agent.yml").textValue()))
                .isEqualTo(policy);
    }

    private static ObjectNode parse(String text) {
        return (ObjectNode) node(text);
    }

    private static JsonNode node(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
