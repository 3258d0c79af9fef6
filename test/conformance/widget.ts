import { getAt } from '../../src/model/field-path.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { ApiClient } from './api-client.ts';

/** A kind with one field of each sort that server-side apply and validation treat in its own way. */
export const widgetCrd: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.conformance.ramen-sync.io' },
  spec: {
    group: 'conformance.ramen-sync.io',
    names: {
      kind: 'Widget',
      listKind: 'WidgetList',
      plural: 'widgets',
      singular: 'widget',
      shortNames: ['wdg'],
    },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: 'Color', type: 'string', jsonPath: '.spec.color' },
          { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  color: { type: 'string', enum: ['red', 'green', 'blue'] },
                  size: { type: 'integer', minimum: 0, maximum: 9 },
                  flavour: { type: 'string', default: 'plain' },
                  fixed: {
                    type: 'string',
                    'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'fixed is immutable' }],
                  },
                  pattern: { type: 'string', pattern: '^[a-z]+$', maxLength: 5 },
                  maybe: { type: 'string', nullable: true },
                  port: {
                    'x-kubernetes-int-or-string': true,
                    anyOf: [{ type: 'integer' }, { type: 'string' }],
                  },
                  tags: { type: 'object', additionalProperties: { type: 'string' } },
                  selector: {
                    type: 'object',
                    'x-kubernetes-map-type': 'atomic',
                    properties: { matchLabels: { type: 'object', additionalProperties: { type: 'string' } } },
                  },
                  names: { type: 'array', items: { type: 'string' } },
                  words: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
                  parts: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: {
                        name: { type: 'string' },
                        weight: { type: 'integer' },
                        kind: { type: 'string', default: 'bolt' },
                        notes: { type: 'object', additionalProperties: { type: 'string' } },
                      },
                    },
                  },
                  inner: {
                    type: 'object',
                    properties: { a: { type: 'string' }, b: { type: 'string' } },
                  },
                  open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                },
                'x-kubernetes-validations': [
                  { rule: '!has(self.size) || self.size != 7', message: 'seven is not a size' },
                ],
              },
              status: {
                type: 'object',
                properties: {
                  phase: { type: 'string' },
                  conditions: {
                    type: 'array',
                    items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
};

const widgetVersion = 'conformance.ramen-sync.io/v1';
export const widgets = '/apis/conformance.ramen-sync.io/v1/namespaces/default/widgets';

export function widget(name: string, spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: widgetVersion, kind: 'Widget', metadata: { name, ...metadata }, spec };
}

/** Makes the server serve widgets, and waits until it does. */
export async function installWidgets(api: ApiClient): Promise<void> {
  await api.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body: widgetCrd });
  for (let tries = 0; tries < 100; tries += 1) {
    const probe = await api.send('PATCH', `${widgets}/probe?fieldManager=probe`, {
      type: 'apply',
      body: widget('probe'),
    });
    if (probe.status < 300) {
      const found = await api.send('DELETE', `${widgets}/probe`);
      if (found.status === 200) return;
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error('widgets are not served');
}

export function versionOf(value: Json): string {
  const version = getAt(value, ['metadata', 'resourceVersion']);
  return typeof version === 'string' ? version : '';
}
